#include "runtime/supervision/guard.hpp"

#include "runtime/telemetry/log.hpp"

#include <cxxabi.h>
#include <memory>
#include <typeinfo>

namespace orc {
namespace {

std::string readable(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text{
      abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free};
  return status == 0 ? text.get() : mangled;
}

} // namespace

caf::error reason_of(const std::string& component, const std::exception_ptr& thrown) {
  std::string what = "threw something that is no exception";
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    what = "threw " + readable(typeid(e).name()) + ": " + e.what();
  } catch (...) { // what it is cannot be told
  }
  return caf::make_error(errc::internal, component + " " + what);
}

caf::result<caf::message> refuse(caf::scheduled_actor* self, caf::message_view& message) {
  const auto content = message.copy_content_to_message();
  log_of(self->name()).warn("a message that it does not know: {} elements", content.size());
  return caf::sec::unexpected_message;
}

} // namespace orc
