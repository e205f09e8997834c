#include "runtime/cli/cli.hpp"

#include "runtime/cli/help.hpp"
#include "runtime/cli/installation.hpp"
#include "runtime/cli/parse.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/host/secret_file.hpp"

#include <clocale>
#include <cstdio>
#include <sysexits.h>

namespace orc::cli {
namespace {

int print(const outcome& o) {
  const bool written = std::fputs(o.out.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  std::fputs(o.err.c_str(), stderr);
  if (!written)
    std::perror("tmux-orc: standard output");
  return written || o.status != EX_OK ? o.status : EX_IOERR;
}

result<context> context_of(const arguments& a) {
  context c;
  if (a.has("--token-file")) {
    auto token = host::read_secret(a.text("--token-file"));
    if (!token)
      return tl::unexpected<error>(std::move(token.error()));
    c.token = std::move(*token);
  }
  c.url = a.has("--url") ? a.text("--url") : daemon_url(this_environment());
  if (c.token.empty())
    c.control = control_of(c.url, this_environment());
  c.json = a.has("--json");
  c.screen = this_terminal();
  if (const auto when = a.text("--color", "auto"); when != "auto")
    c.screen.colors = when == "always";
  return c;
}

} // namespace

int run(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8"); // wcwidth(3) knows wide characters only in such a locale
  const auto asked = parse({argv + 1, argv + argc}, this_environment());
  if (!asked)
    return print({EX_USAGE, "", "tmux-orc: " + printable(asked.error().message) + "\n"});
  if (asked->version)
    return print({EX_OK, ORC_VERSION "\n", ""});
  if (asked->help)
    return print({EX_OK, asked->what ? help(*asked->what) : help(), ""});
  auto c = context_of(asked->given);
  if (!c)
    return print(refused(EX_NOINPUT, c.error()));
  std::string server;
  c->server = &server;
  auto done = understood([&] { return asked->run(*c, asked->given); });
  if (!done.err.empty())
    done.err += doubt(server, c->url, ORC_VERSION);
  return print(done);
}

} // namespace orc::cli
