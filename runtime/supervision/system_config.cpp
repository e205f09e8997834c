#include "runtime/supervision/system_config.hpp"

#include <caf/atom.hpp>
#include <caf/message.hpp>

namespace orc {

system_config::system_config() {
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", 2);
  set("scheduler.max-throughput", 300);
  add_error_category(caf::atom("orc"),
                     [](std::uint8_t code, caf::atom_value, const caf::message& context) {
                       std::string text{to_string(static_cast<errc>(code))};
                       if (context.match_elements<std::string>())
                         text += ": " + context.get_as<std::string>(0);
                       return text;
                     });
}

} // namespace orc
