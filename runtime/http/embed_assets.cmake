# Writes a C++ source with the page's files, plain and gzipped.
#
#   cmake -DFROM=<folder> -DNAMES=<a;b;c> -DTO=<file.cpp> -P embed_assets.cmake
#
# Bytes are written as an array, since a compiler may cut a long string literal.

function(as_array file out)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(REPLACE "'\\x0a'," "'\\x0a',\n" bytes "${bytes}")
  set(${out} "${bytes}" PARENT_SCOPE)
endfunction()

set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")
set(arrays "")
set(rows "")
set(number 0)
foreach(name IN LISTS NAMES)
  string(REGEX REPLACE ".*\\." "" suffix ${name})
  # No time stamp in the archive, so that the same page gives the same program.
  file(ARCHIVE_CREATE OUTPUT ${TO}.gz PATHS ${FROM}/${name} FORMAT raw COMPRESSION GZip MTIME "UTC 2000-01-01")
  as_array(${FROM}/${name} plain)
  as_array(${TO}.gz gzip)
  file(REMOVE ${TO}.gz)
  file(SHA256 ${FROM}/${name} digest)
  string(SUBSTRING ${digest} 0 16 digest)
  string(APPEND arrays "constexpr char plain_${number}[] = {\n${plain}};\nconstexpr char gzip_${number}[] = {\n${gzip}};\n")
  string(APPEND rows "    asset{\"${name}\", \"${types_${suffix}}\", {plain_${number}, sizeof plain_${number}}, {gzip_${number}, sizeof gzip_${number}}, \"W/\\\"${digest}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${TO} "// Written by embed_assets.cmake from runtime/http/assets.
#include \"runtime/http/assets.hpp\"

namespace orc {
namespace {

${arrays}
constexpr asset assets[] = {
${rows}};

} // namespace

const asset* find_asset(std::string_view name) {
  for (const auto& a : assets)
    if (a.name == name)
      return &a;
  return nullptr;
}

} // namespace orc
")
