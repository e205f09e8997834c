// Paging and filters of every list.
#include "runtime/http/answers.hpp"
#include "runtime/http/cycle_log.hpp"
#include "tests/runtime/http/sample.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using parameters = std::map<std::string, std::string>;
using words = std::vector<std::string>;

api_answer ask_for(const std::string& path, const parameters& query, const monitor_view& v) {
  api_request r;
  r.method = "GET";
  r.path = path;
  r.query = query;
  return answer_to(r, v);
}

json::object body_of(const std::string& path, const parameters& query, const monitor_view& v) {
  const auto said = ask_for(path, query, v);
  const auto& response = std::get<api_response>(said);
  EXPECT_EQ(response.status, 200) << response.body;
  return json::parse(response.body).as_object();
}

words values(const json::object& body, const char* key) {
  words out;
  for (const auto& item : body.at("items").as_array())
    out.push_back(item.at(key).is_string() ? std::string{item.at(key).get_string()}
                                           : json::serialize(item.at(key)));
  return out;
}

std::string fault(const std::string& path, const parameters& query) {
  const auto said = ask_for(path, query, sample::view());
  const auto* response = std::get_if<api_response>(&said);
  if (!response || response->status != 400)
    return "none";
  const auto body = json::parse(response->body);
  return std::string{body.at("error").at("message").as_string()};
}

monitor_view three_agents() {
  auto v = sample::view();
  std::vector<agent_view> all;
  for (const auto* id : {"a-1", "a-2", "b-1"})
    all.push_back(sample::agent(id, agent_state::idle, 5s));
  all[1].where.session_key = "abc123-s2";
  all[1].where.session_name = "empty";
  all[2].where.server = "other";
  all[2].says.state = agent_state::working;
  v.figures = sample::figures(std::move(all));
  return v;
}

TEST(AgentList, IsPagedByTheIdOfTheLastOne) {
  const auto v = three_agents();
  const auto first = body_of("/api/v1/agents", {{"limit", "2"}}, v);
  EXPECT_EQ(values(first, "id"), (words{"a-1", "a-2"}));
  EXPECT_EQ(first.at("next_after").as_string(), "a-2");
  const auto second = body_of("/api/v1/agents", {{"limit", "2"}, {"after", "a-2"}}, v);
  EXPECT_EQ(values(second, "id"), (words{"b-1"}));
  EXPECT_TRUE(second.at("next_after").is_null());
  EXPECT_TRUE(body_of("/api/v1/agents", {{"limit", "3"}}, v).at("next_after").is_null());
  EXPECT_EQ(values(body_of("/api/v1/agents", {}, v), "id").size(), 3U);
}

TEST(AgentList, AFilteredPageIsFullOfWhatFits) {
  const auto v = three_agents();
  const auto one = body_of("/api/v1/agents", {{"session", "shop"}, {"limit", "1"}}, v);
  EXPECT_EQ(values(one, "id"), (words{"a-1"}));
  EXPECT_EQ(one.at("next_after").as_string(), "a-1");
  const auto next =
      body_of("/api/v1/agents", {{"session", "shop"}, {"limit", "1"}, {"after", "a-1"}}, v);
  EXPECT_EQ(values(next, "id"), (words{"b-1"}));
  EXPECT_TRUE(next.at("next_after").is_null());
}

TEST(AgentList, HasAFilterForEachOfItsWords) {
  const auto v = three_agents();
  EXPECT_EQ(values(body_of("/api/v1/agents", {{"server", "other"}}, v), "id"), (words{"b-1"}));
  EXPECT_EQ(values(body_of("/api/v1/agents", {{"state", "idle"}}, v), "id"), (words{"a-1", "a-2"}));
  EXPECT_EQ(values(body_of("/api/v1/agents", {{"session", "abc123-s2"}}, v), "id"), (words{"a-2"}));
  EXPECT_TRUE(values(body_of("/api/v1/agents", {{"kind", "codex"}}, v), "id").empty());
}

TEST(SessionList, IsPagedByItsKeysAndFilteredByKeyOrName) {
  const auto v = three_agents();
  const auto first = body_of("/api/v1/sessions", {{"limit", "1"}}, v);
  EXPECT_EQ(values(first, "name"), (words{"shop"}));
  EXPECT_EQ(first.at("next_after").as_string(), "abc123-s1");
  const auto second = body_of("/api/v1/sessions", {{"after", "abc123-s1"}}, v);
  EXPECT_EQ(values(second, "name"), (words{"empty"}));
  EXPECT_TRUE(second.at("next_after").is_null());
  EXPECT_EQ(values(body_of("/api/v1/sessions", {{"session", "empty"}}, v), "key"),
            (words{"abc123-s2"}));
}

TEST(ComponentList, IsFilteredByColour) {
  auto v = sample::view();
  v.health = sample::report(
      {sample::component("one", color::green), sample::component("two", color::yellow, "slow")});
  EXPECT_EQ(values(body_of("/api/v1/components", {{"color", "yellow"}}, v), "name"),
            (words{"two"}));
  EXPECT_EQ(values(body_of("/api/v1/components", {}, v), "name"), (words{"one", "two"}));
}

cycle_stats cycle(int second) {
  cycle_stats s;
  s.cycle = {sample::start + std::chrono::seconds{second},
             sample::wall + std::chrono::seconds{second}};
  s.complete = second != 2;
  return s;
}

struct CycleList : testing::Test {
  cycle_log log;
  monitor_view v = sample::view();

  CycleList() {
    for (int second = 1; second <= 4; ++second)
      log.note(cycle(second));
    v.cycles = &log;
  }
};

TEST_F(CycleList, IsNewestFirstAndPagedByTheOldestId) {
  const auto first = body_of("/api/v1/cycles", {{"limit", "3"}}, v);
  EXPECT_EQ(values(first, "id"), (words{"4", "3", "2"}));
  EXPECT_EQ(first.at("next_before").to_number<int>(), 2);
  const auto second = body_of("/api/v1/cycles", {{"limit", "3"}, {"before", "2"}}, v);
  EXPECT_EQ(values(second, "id"), (words{"1"}));
  EXPECT_TRUE(second.at("next_before").is_null());
}

TEST_F(CycleList, IsFilteredByTimeAndByWhetherItWasClosedInTime) {
  const auto at = [](int second) {
    return to_rfc3339(sample::wall + std::chrono::seconds{second});
  };
  EXPECT_EQ(values(body_of("/api/v1/cycles", {{"since", at(2)}, {"until", at(4)}}, v), "id"),
            (words{"3", "2"}));
  EXPECT_EQ(values(body_of("/api/v1/cycles", {{"complete", "false"}}, v), "id"), (words{"2"}));
  EXPECT_EQ(values(body_of("/api/v1/cycles", {{"complete", "true"}}, v), "id"),
            (words{"4", "3", "1"}));
}

TEST_F(CycleList, ReadsExactlySo) {
  auto s = cycle(5);
  s.duration = 30ms;
  s.list_time = 10ms;
  s.capture_time = 15ms;
  s.panes = 7;
  s.agents = 3;
  s.sessions = 2;
  s.captures = 3;
  s.captures_failed = 1;
  s.readings = 2;
  s.error = "slow";
  log.note(s);
  const auto said = ask_for("/api/v1/cycles", {{"limit", "1"}}, v);
  EXPECT_EQ(std::get<api_response>(said).body,
            R"({"items":[{"id":5,"at":"2025-11-24T16:00:05.000Z","duration":0.03,"list":0.01,)"
            R"("capture":0.015,"panes":7,"agents":3,"sessions":2,"captures":3,"captures_failed":1,)"
            R"("readings":2,"readings_failed":0,"complete":true,"tmux_answers":true,)"
            R"("server_present":true,"error":"slow"}],"next_before":5})"
            "\n");
}

TEST_F(CycleList, IsEmptyBeforeTheFirst) {
  v.cycles = nullptr;
  EXPECT_TRUE(values(body_of("/api/v1/cycles", {}, v), "id").empty());
}

TEST(CycleLog, TakesEachCycleOnceAndForgetsTheOldest) {
  cycle_log log;
  log.note(cycle(1));
  log.note(cycle(1));
  EXPECT_EQ(log.entries().size(), 1U);
  for (int second = 2; second <= static_cast<int>(cycle_log::most); ++second)
    log.note(cycle(second));
  EXPECT_EQ(log.entries().size(), cycle_log::most);
  EXPECT_EQ(log.entries().front().id, 1U);
  log.note(cycle(0));
  EXPECT_EQ(log.entries().size(), cycle_log::most);
  EXPECT_EQ(log.entries().front().id, 2U);
}

TEST(HistoryAndEvents, CarryTheirFiltersToTheDatabase) {
  const parameters times{{"since", "2025-11-24T16:00:00Z"}, {"until", "2025-11-24T17:00:01+01:00"}};
  auto query = times;
  query.insert({{"state", "crashed"}, {"before", "9"}, {"limit", "5"}});
  const auto history = ask_for("/api/v1/agents/a-1/history", query, sample::view());
  const auto& h = std::get<history_query>(history);
  EXPECT_EQ(h.state, agent_state::crashed);
  EXPECT_EQ(h.since, sample::wall);
  EXPECT_EQ(h.until, sample::wall + 1s);
  query = times;
  query.insert({{"type", "session_opened"}, {"subject", "k"}, {"before", "9"}, {"limit", "5"}});
  const auto events = ask_for("/api/v1/events", query, sample::view());
  const auto& e = std::get<event_query>(events);
  EXPECT_EQ(e.type, "session_opened");
  EXPECT_EQ(e.subject, "k");
  EXPECT_EQ(e.before_id, 9U);
  EXPECT_EQ(e.limit, 5U);
  EXPECT_EQ(e.since, sample::wall);
  EXPECT_EQ(e.until, sample::wall + 1s);
}

TEST(Parameters, ThatAreNotThereAreRefusedWithThoseThatAre) {
  EXPECT_EQ(fault("/api/v1/agents", {{"stat", "idle"}}),
            "there is no parameter stat here, only: after, kind, limit, server, session, state");
  EXPECT_EQ(fault("/api/v1/agents/a-1", {{"x", ""}}), "there is no parameter x here");
  for (const auto* path : {"/api/v1/sessions",
                           "/api/v1/components",
                           "/api/v1/cycles",
                           "/api/v1/events",
                           "/api/v1/agents/a-1/history"})
    EXPECT_NE(fault(path, {{"x", "1"}}).find("no parameter x here, only: "), std::string::npos)
        << path;
  // Whoever scrapes may send parameters of his own.
  for (const auto* path : {"/metrics", "/health", "/readyz", "/livez", "/"})
    EXPECT_EQ(fault(path, {{"x", "1"}}), "none") << path;
}

TEST(Parameters, OfAWrongValueAreRefusedWithThatValue) {
  EXPECT_EQ(fault("/api/v1/agents", {{"state", "bored"}}), "no such state: bored");
  EXPECT_EQ(fault("/api/v1/components", {{"color", "blue"}}),
            "color must be green, yellow or red, and is blue");
  EXPECT_EQ(fault("/api/v1/cycles", {{"complete", "yes"}}),
            "complete must be true or false, and is yes");
  EXPECT_EQ(fault("/api/v1/cycles", {{"since", "yesterday"}}),
            "since must be a time like 2026-11-24T03:04:05Z, and is yesterday");
  for (const auto* path :
       {"/api/v1/agents", "/api/v1/sessions", "/api/v1/cycles", "/api/v1/events"})
    EXPECT_EQ(fault(path, {{"limit", "0"}}), "limit must be a number from 1 to 1000, and is 0");
  EXPECT_EQ(fault("/api/v1/events", {{"before", "x"}}),
            "before must be the id of an entry, and is x");
}

} // namespace
} // namespace orc
