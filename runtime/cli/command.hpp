// What every command is given, and what it gives back.
#pragma once

#include "messages/types/error.hpp"
#include "runtime/cli/table.hpp"

#include <boost/json/value.hpp>
#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace orc::cli {

/// A command's outcome: what goes to standard output and standard error, and the exit status.
struct outcome {
  int status = 0; ///< 0; 1, 2, 3 as health-check means them; sysexits(3) where something is wrong
  std::string out;
  std::string err;
};

/// What went wrong, in one sentence.
[[nodiscard]] outcome refused(int status, const error& why);

struct context {
  std::string url = "http://127.0.0.1:8080";
  std::string control{}; ///< where to change something; empty: at `url`
  std::string token;     ///< for a daemon that others can reach, too; empty: none is sent
  bool json = false;
  terminal screen;
  std::chrono::milliseconds timeout{5000};
  std::string* server = nullptr; ///< where to keep what the last answer's Server header said
};

/// The daemon's JSON, or the outcome that says why there is none: 69 where no daemon is there, 77
/// where it is not for us, 64 for what it does not understand, 66 for what it does not know, 70 for
/// any other answer. `accept_red`: 503
/// brings a body, too.
[[nodiscard]] tl::expected<boost::json::value, outcome>
fetch(const context& c, const std::string& target, bool accept_red = false);

/// The daemon's text, likewise.
[[nodiscard]] tl::expected<std::string, outcome>
fetch_text(const context& c, const std::string& target, bool accept_red = false);

/// What the daemon says of an order: `body` is JSON, or empty. The outcome as above.
[[nodiscard]] tl::expected<boost::json::value, outcome> order(const context& c,
                                                              const std::string& target,
                                                              const std::string& body,
                                                              std::chrono::milliseconds timeout);

/// Where something went wrong: a line that says that another program answered, by its Server
/// header, or a daemon of another version than `ours`. Empty where neither is so.
[[nodiscard]] std::string
doubt(const std::string& server, const std::string& url, const std::string& ours);

/// Runs a command. An answer of another shape than it knows (a daemon of another version, or
/// something else that listens there) becomes an outcome with status 70.
[[nodiscard]] outcome understood(const std::function<outcome()>& command);

/// A member as text, "-" for null and where there is no such member.
[[nodiscard]] std::string text_of(const boost::json::value& object, std::string_view key);

} // namespace orc::cli
