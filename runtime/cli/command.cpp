#include "runtime/cli/command.hpp"

#include "runtime/cli/http_client.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>
#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

outcome failed(int status, const std::string& why) {
  return refused(status, {errc::internal, why});
}

/// The sentence in an error's body, where it is one of the daemon's.
std::optional<std::string> said(const http_answer& answer) {
  json::error_code broken;
  const auto body = json::parse(answer.body, broken);
  if (!broken)
    if (const auto* message = body.find_pointer("/error/message", broken);
        message && message->is_string())
      return std::string{message->get_string()};
  return std::nullopt;
}

/// No answer came.
outcome unreached(error why) {
  if (why.code == errc::unavailable)
    why.message += "; tmux-orc monitor start starts one";
  return refused(why.code == errc::invalid_input ? EX_USAGE
                 : why.code == errc::permission  ? EX_NOPERM
                                                 : EX_UNAVAILABLE,
                 why);
}

/// An answer came, and it is a refusal.
outcome denied(const http_answer& answer) {
  const auto why = said(answer);
  if (!why)
    return failed(EX_SOFTWARE, "the daemon answered " + std::to_string(answer.status));
  if (answer.status == 401)
    return failed(EX_NOPERM, *why + "; --token-file names a file with it");
  if (answer.status == 403)
    return failed(EX_NOPERM, *why + "; --url unix:PATH names its control socket");
  return failed(answer.status == 400   ? EX_USAGE
                : answer.status == 404 ? EX_NOINPUT
                                       : EX_SOFTWARE,
                *why);
}

tl::expected<std::string, outcome> text_of_answer(const context& c,
                                                  result<http_answer> answer,
                                                  const std::function<bool(unsigned)>& wanted) {
  if (!answer)
    return tl::unexpected<outcome>(unreached(answer.error()));
  if (c.server)
    *c.server = answer->server;
  if (wanted(answer->status))
    return std::move(answer->body);
  return tl::unexpected<outcome>(denied(*answer));
}

tl::expected<json::value, outcome> json_of(const tl::expected<std::string, outcome>& text) {
  if (!text)
    return tl::unexpected<outcome>(text.error());
  json::error_code broken;
  auto value = json::parse(*text, broken);
  if (broken)
    return tl::unexpected<outcome>(failed(EX_SOFTWARE, "the daemon's answer is no JSON"));
  return value;
}

} // namespace

outcome refused(int status, const error& why) {
  return {status, "", "tmux-orc: " + printable(why.message) + "\n"};
}

tl::expected<std::string, outcome>
fetch_text(const context& c, const std::string& target, bool accept_red) {
  return text_of_answer(
      c,
      http_ask(c.url, {.target = target, .token = c.token}, c.timeout),
      [accept_red](unsigned status) { return status == 200 || (accept_red && status == 503); });
}

tl::expected<json::value, outcome>
fetch(const context& c, const std::string& target, bool accept_red) {
  return json_of(fetch_text(c, target, accept_red));
}

tl::expected<json::value, outcome> order(const context& c,
                                         const std::string& target,
                                         const std::string& body,
                                         std::chrono::milliseconds timeout) {
  const http_question question{.method = "POST", .target = target, .body = body, .token = c.token};
  return json_of(text_of_answer(c,
                                http_ask(c.control.empty() ? c.url : c.control, question, timeout),
                                [](unsigned status) { return status == 200 || status == 202; }));
}

std::string doubt(const std::string& server, const std::string& url, const std::string& ours) {
  constexpr std::string_view name = "tmux-orchestrator-monitor";
  if (server.empty())
    return "";
  if (!server.starts_with(name))
    return "tmux-orc: what answers at " + printable(url) + " is " + printable(server)
           + ", and no tmux-orchestrator-monitor\n";
  const auto theirs = server.substr(std::min(server.size(), name.size() + 1));
  return theirs.empty() || theirs == ours
             ? ""
             : "tmux-orc: the daemon is version " + printable(theirs) + ", this is " + ours + "\n";
}

outcome understood(const std::function<outcome()>& command) {
  try {
    return command();
  } catch (const boost::system::system_error&) { // Boost.JSON, of a member that is not there
  } catch (const std::logic_error&) {            // the same, in Boost 1.81
  }
  return failed(EX_SOFTWARE, "the answer is none that this version of tmux-orc understands");
}

std::string text_of(const json::value& object, std::string_view key) {
  const auto* members = object.if_object();
  const auto* member = members ? members->if_contains(key) : nullptr;
  if (!member || member->is_null())
    return "-";
  if (member->is_string())
    return std::string{member->get_string()};
  return json::serialize(*member);
}

} // namespace orc::cli
