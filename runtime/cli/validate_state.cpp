#include "runtime/cli/validate_state.hpp"

#include "runtime/cli/control.hpp"
#include "storage/inspection.hpp"

#include <boost/json.hpp>

#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds patience{5000}; // with whoever else has it open

std::string as_json(const std::string& path, const database_look& look) {
  const json::object body{
      {"database", path},
      {"exists", look.exists},
      {"sound", look.exists && !look.fault},
      {"fault", look.fault ? json::value(look.fault->message) : json::value(nullptr)},
      {"version", look.version},
      {"bytes", look.bytes},
      {"last_record",
       look.last_record ? json::value(to_rfc3339(*look.last_record)) : json::value(nullptr)}};
  return json::serialize(body) + "\n";
}

} // namespace

outcome validate_state(const context& c) {
  const auto here = installation_named("");
  if (!here)
    return here.error();
  const auto look = look_at_database(here->database, patience);
  const int status = !look.exists ? EX_NOINPUT : look.fault ? EX_DATAERR : EX_OK;
  if (c.json)
    return {status, as_json(here->database, look), ""};
  if (!look.exists)
    return refused(status, {errc::not_found, here->database + " is not there"});
  if (look.fault)
    return refused(status, *look.fault);
  return {status,
          printable(here->database) + ": sound, format " + std::to_string(look.version) + ", "
              + std::to_string(look.bytes) + " bytes\n",
          ""};
}

} // namespace orc::cli
