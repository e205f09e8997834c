// Several tmux servers at once: alike in their names and numbers, coming and going, hanging alone.
#include "tests/e2e/odd_test.hpp"

#include <filesystem>

namespace orc::e2e {
namespace {

namespace json = boost::json;

class OddServers : public odd_test {
protected:
  /// Its own folder, since agents of the same names have their files there.
  std::string other_folder = make_folder("other");
  tmux_server other{other_folder, "it's; $(touch x) #{pid} \xF0\x9F\xA6\x80"};

  std::string make_folder(const std::string& name) const {
    std::filesystem::create_directory(folder / name);
    return folder / name;
  }

  void watch_both() { watch_with({{"sockets", {other.socket()}}, {"discover", false}}); }

  void watch_with(json::object tmux) {
    tmux["socket_path"] = server.socket();
    tmux["server"] = "default";
    tmux["discovery_interval"] = 0.2;
    tmux["timeout"] = 0.4;
    daemon.emplace(folder.path().string(),
                   json::object{{"tmux", std::move(tmux)},
                                {"health", {{"heartbeat_interval", 2}, {"heartbeat_timeout", 2}}}});
  }

  /// The agent in that pane of the one server, or nothing.
  static std::optional<json::object>
  find(const json::object& body, const std::string& pane, bool of_first) {
    for (const auto& item : body.at("items").as_array())
      if (item.at("pane").as_string() == pane
          && (item.at("server").as_string() == "default") == of_first)
        return item.as_object();
    return std::nullopt;
  }

  std::optional<json::object> find(const scripted_agent& agent, bool of_first) const {
    return find(json::parse(http().get("/api/v1/agents").body).as_object(), agent.pane, of_first);
  }

  /// An empty state: that it is not there.
  void expect_on(bool of_first,
                 const scripted_agent& agent,
                 const std::string& state,
                 int within = at_once) const {
    EXPECT_LE(cycles_until(http(),
                           now_text(),
                           [&](const json::object& body) {
                             const auto now = find(body, agent.pane, of_first);
                             return now ? now->at("state").as_string() == state : state.empty();
                           }),
              within)
        << (of_first ? "first: " : "other: ") << state;
  }

  static std::string text(const std::optional<json::object>& agent, const char* key) {
    return agent ? std::string{agent->at(key).as_string()} : "";
  }
};

constexpr bool on_first = true;
constexpr bool on_other = false;

TEST_F(OddServers, WithTheSameNamesAndNumbersAreNeverTakenForOneAnother) {
  const auto here = server.add_agent("s", "w");
  const auto there = other.add_agent("s", "w");
  ASSERT_EQ(here.pane, there.pane);
  watch_both();
  expect_on(on_first, here, "idle", at_first);
  expect_on(on_other, there, "idle", at_first);
  for (const auto* word : {"waiting", "error", "working"}) {
    make_it(server, here, word, "here");
    make_it(other, there, word == std::string{"error"} ? "waiting" : "error", "there");
    expect_on(on_first, here, std::string{to_string(state_for(word))});
    expect_on(on_other, there, word == std::string{"error"} ? "waiting_input" : "error");
    EXPECT_NE(text(find(here, on_first), "evidence").find(": here"), std::string::npos);
    EXPECT_NE(text(find(there, on_other), "evidence").find(": there"), std::string::npos);
  }
  const auto one = find(here, on_first);
  const auto two = find(there, on_other);
  for (const auto* key : {"id", "session_key", "name", "server"})
    EXPECT_NE(text(one, key), text(two, key)) << key;
  EXPECT_EQ(text(two, "name"), text(two, "server") + "/s:0.0");
  for (const auto& entry : daemon->history()) {
    const auto* foreign = entry.agent_id == text(one, "id") ? ": there" : ": here";
    EXPECT_EQ(entry.says.evidence.find(foreign), std::string::npos) << entry.says.evidence;
  }
  EXPECT_EQ(run_program({"promtool", "check", "metrics"}, http().get("/metrics").body).status, 0);
  expect_all_is_well();
}

TEST_F(OddServers, AnyOfThemMayHangAndTheAgentsOfTheOthersStayUpToDate) {
  const auto here = server.add_agent("s", "w");
  const auto there = other.add_agent("s", "w");
  watch_both();
  expect_on(on_first, here, "idle", at_first);
  expect_on(on_other, there, "idle", at_first);
  for (const bool first_hangs : {false, true}) {
    const auto& hung = first_hangs ? server : other;
    const auto& well = first_hangs ? other : server;
    const auto& sleeper = first_hangs ? here : there;
    const auto& worker = first_hangs ? there : here;
    const auto before = recorded();
    {
      const frozen hangs{std::stoi(hung.tmux({"display-message", "-p", "#{pid}"}))};
      EXPECT_LE(daemon->cycles_until("yellow", "did not answer within", now_text()), soon);
      EXPECT_EQ(http().get("/health").status, 200);
      for (const auto* word : {"error", "waiting", "error"}) {
        make_it(well, worker, word);
        expect_on(!first_hangs, worker, std::string{to_string(state_for(word))});
      }
      EXPECT_EQ(recorded(), before + 3);
      EXPECT_TRUE(daemon->let_pass(15));
      EXPECT_LE(daemon->cycles_until("yellow", "did not answer within", now_text()), at_once);
      expect_on(first_hangs, sleeper, "idle");
    }
    make_it(hung, sleeper, "waiting");
    expect_on(first_hangs, sleeper, "waiting_input", at_once + 1);
    make_it(hung, sleeper, "idle");
    make_it(well, worker, "idle");
    expect_on(first_hangs, sleeper, "idle", soon);
    expect_on(!first_hangs, worker, "idle", soon);
    expect_all_is_well();
  }
}

TEST_F(OddServers, OneThatStartsLaterIsFoundAndOneThatEndsIsGone) {
  const auto here = server.add_agent("s", "w");
  watch_both();
  expect_on(on_first, here, "idle", at_first);
  expect_all_is_well();
  auto there = other.add_agent("s", "w");
  expect_on(on_other, there, "idle", at_first);
  make_it(other, there, "waiting");
  expect_on(on_other, there, "waiting_input");
  const auto old_id = text(find(there, on_other), "id");
  other.kill();
  expect_on(on_other, there, "");
  expect_on(on_first, here, "idle");
  EXPECT_TRUE(eventually([&] { return daemon->history(old_id).back().closed; }));
  expect_all_is_well();
  there = other.add_agent("s", "w");
  expect_on(on_other, there, "idle", at_first);
  EXPECT_NE(text(find(there, on_other), "id"), old_id);
  server.kill();
  expect_on(on_first, here, "");
  expect_on(on_other, there, "idle");
  expect_all_is_well();
}

/// Other servers of this user may be found with it: nothing is said of the whole here.
TEST_F(OddServers, OneThatNobodyConfiguredIsFoundAndIsGoneWithItsEnd) {
  const auto here = server.add_agent("s", "w");
  watch_with({{"discover", true}});
  expect_on(on_first, here, "idle", at_first);
  const auto agent = other.add_agent("unheard-of", "w");
  const auto state = [&]() -> std::string {
    const auto body = json::parse(http().get("/api/v1/agents?session=unheard-of").body);
    const auto& items = body.at("items").as_array();
    return items.empty() ? "" : std::string{items[0].at("state").as_string()};
  };
  EXPECT_TRUE(eventually([&] { return state() == "idle"; }));
  make_it(other, agent, "waiting");
  EXPECT_TRUE(eventually([&] { return state() == "waiting_input"; }));
  other.kill();
  EXPECT_TRUE(eventually([&] { return state().empty(); }));
  make_it(server, here, "error");
  expect_on(on_first, here, "error", at_once + 1);
}

} // namespace
} // namespace orc::e2e
