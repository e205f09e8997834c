#include "runtime/cli/parse.hpp"

#include "runtime/config/settings_table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace orc::cli {
namespace {

using environment_map = std::map<std::string, std::string>;

/// An option of the table, and the parser's own of it.
struct bound_option {
  const option* said;
  CLI::Option* parsed;
};

/// CLI11 divides the words; what they mean and what is wrong with them is said here.
class word_parser {
public:
  word_parser() {
    app_.fallthrough();
    app_.allow_extras();
    version_ = app_.add_flag("--version");
    help_ = app_.add_subcommand("help");
    add_options(app_, global_options(), globals_);
    for (const auto& c : commands())
      add_options(*place_of(c.name), c.options, bound_[&c]);
  }

  result<request> operator()(std::vector<std::string> words, const environment_map& env) {
    std::reverse(words.begin(), words.end()); // App::parse takes them from the back
    request out;
    try {
      app_.parse(words);
    } catch (const CLI::CallForHelp&) {
      out.help = true;
    } catch (const CLI::ArgumentMismatch& e) {
      const std::string told{e.what()}; // "--url: 1 required TEXT missing"
      return fail(errc::invalid_input, told.substr(0, told.find(':')) + " needs a value");
    } catch (const CLI::ParseError& e) {
      return fail(errc::invalid_input, e.what());
    }
    out.help = out.help || help_->parsed();
    out.version = version_->count() > 0;
    if (const auto named = name_command(out); !named)
      return tl::unexpected<error>(named.error());
    if (out.help || out.version)
      return out;
    return take_arguments(std::move(out), env);
  }

private:
  static void
  add_options(CLI::App& to, const std::vector<option>& options, std::vector<bound_option>& all) {
    for (const auto& o : options) {
      auto* parsed = o.value.empty() && !is_positional(o) ? to.add_flag(std::string{o.name})
                                                          : to.add_option(std::string{o.name});
      parsed->multi_option_policy(o.repeated ? CLI::MultiOptionPolicy::TakeAll
                                             : CLI::MultiOptionPolicy::TakeLast);
      all.push_back({&o, parsed});
    }
  }

  CLI::App* place_of(std::string_view name) {
    auto* at = &app_;
    for (std::string_view rest = name; !rest.empty();) {
      const std::string word{rest.substr(0, rest.find(' '))};
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      const auto known = at->get_subcommands([&](CLI::App* a) { return a->get_name() == word; });
      at = known.empty() ? at->add_subcommand(word) : known[0];
    }
    return at;
  }

  /// Which command the words name; extra words are told here, since they may be a slip of its name.
  result<void> name_command(request& out) const {
    std::string name;
    for (const auto* at = &app_;;) {
      auto parsed = at->get_subcommands();
      parsed.erase(std::remove(parsed.begin(), parsed.end(), help_), parsed.end());
      if (parsed.size() > 1)
        return fail(errc::invalid_input,
                    "one command at a time, not " + parsed[0]->get_name() + " and "
                        + parsed[1]->get_name());
      if (parsed.empty())
        break;
      at = parsed[0];
      name += (name.empty() ? "" : " ") + at->get_name();
    }
    for (const auto& c : commands())
      if (c.name == name)
        out.what = &c;
    if (const auto extra = app_.remaining(true); !extra.empty())
      return fail(errc::invalid_input, stranger(extra[0], out.what));
    return {};
  }

  static std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
    const auto like = nearest(word, known);
    return like.empty() ? "" : "; did you mean " + like + "?";
  }

  static std::string stranger(const std::string& word, const command* what) {
    std::vector<std::string> known;
    if (word.starts_with('-')) {
      const auto add = [&](const std::vector<option>& options) {
        for (const auto& o : options)
          known.emplace_back(key_of(o));
      };
      add(global_options());
      if (what)
        add(what->options);
      return "unknown option " + word + suggestion(word.substr(0, word.find('=')), known);
    }
    for (const auto& c : commands())
      if (!what && c.name.find(' ') == std::string_view::npos)
        known.emplace_back(c.name);
    if (what)
      for (const auto* c : below(*what))
        known.emplace_back(c->name.substr(what->name.size() + 1));
    const auto kind = known.empty() ? "unexpected argument " : "unknown command ";
    return kind + word + suggestion(word, known);
  }

  static result<void> check(const option& o, const std::string& value) {
    const auto wrong = [&](const std::string& expected) {
      return fail(errc::invalid_input,
                  std::string{key_of(o)} + " expects " + expected + ", found \"" + value + "\"");
    };
    if (!o.choices.empty()
        && std::find(o.choices.begin(), o.choices.end(), value) == o.choices.end()) {
      std::string all;
      for (const auto& choice : o.choices)
        all += (all.empty() ? "" : ", ") + std::string{choice};
      return wrong("one of " + all);
    }
    if (o.range.least > o.range.most)
      return {};
    std::int64_t number = 0;
    const auto* const end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < o.range.least
        || number > o.range.most)
      return wrong("a whole number from " + std::to_string(o.range.least) + " to "
                   + std::to_string(o.range.most));
    return {};
  }

  static result<void>
  take(const std::vector<bound_option>& options, const environment_map& env, arguments& into) {
    for (const auto& [said, parsed] : options) {
      auto values = parsed->results();
      if (!said->repeated && values.size() > 1)
        values = {values.back()};
      const auto stands_in = env.find(std::string{said->variable});
      if (values.empty() && stands_in != env.end() && !stands_in->second.empty())
        values = {stands_in->second};
      for (const auto& value : values) {
        if (auto checked = check(*said, value); !checked)
          return checked;
        into.add(key_of(*said), value);
      }
    }
    return {};
  }

  result<request> take_arguments(request out, const environment_map& env) const {
    if (!out.what)
      return fail(errc::invalid_input, "a command is needed; tmux-orc help lists them");
    for (const auto* options : {&globals_, &bound_.at(out.what)})
      if (const auto taken = take(*options, env, out.given); !taken)
        return tl::unexpected<error>(taken.error());
    return choose_action(std::move(out));
  }

  static result<request> choose_action(request out) {
    out.run = out.what->run;
    std::string all;
    for (const auto* o : actions_of(*out.what)) {
      all += (all.empty() ? "" : ", ") + std::string{key_of(*o)};
      if (!out.given.has(key_of(*o)))
        continue;
      if (out.run != out.what->run)
        return fail(errc::invalid_input,
                    std::string{out.what->name} + " does one thing at a time: " + all);
      out.run = o->run;
    }
    for (const auto* c : below(*out.what))
      all += (all.empty() ? "" : ", ") + std::string{c->name.substr(out.what->name.size() + 1)};
    if (!out.run)
      return fail(errc::invalid_input, std::string{out.what->name} + " needs one of " + all);
    return out;
  }

  CLI::App app_{"", "tmux-orc"};
  CLI::Option* version_ = nullptr;
  CLI::App* help_ = nullptr;
  std::vector<bound_option> globals_;
  std::map<const command*, std::vector<bound_option>> bound_;
};

} // namespace

result<request> parse(const std::vector<std::string>& words, const environment_map& environment) {
  return word_parser{}(words, environment);
}

} // namespace orc::cli
