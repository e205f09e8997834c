# Writes the migrations into a source file: cmake -DOUT=<cpp> "-DFILES=<a.sql;b.sql>" -P embed.cmake
# File names begin with their version: 0001_history.sql leads to version 1.
set(body "")
set(expected 1)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z_]+\\.sql$")
    message(FATAL_ERROR "${name}: a migration is named NNNN_words.sql")
  endif()
  math(EXPR version "1${CMAKE_MATCH_1} - 10000")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${name}: version ${expected} was expected here")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${file} sql)
  string(APPEND body "    migration{${version}, R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUT} "// Made by storage/schema/embed.cmake.
#include \"storage/migrations.hpp\"

#include <array>

namespace orc {

std::span<const migration> storage_schema() {
  static constexpr std::array steps{
${body}  };
  return steps;
}

} // namespace orc
")
