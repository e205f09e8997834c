#include "actors/agent_monitor/agent_monitor.hpp"

#include "tests/support/fake_process_table.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr wall_time noon{std::chrono::hours{12}};

/// A tmux that a test writes by hand.
struct fake_tmux {
  pane_listing listing;
  std::optional<errc> failure;
  bool captures = true; ///< false: the gateway crashes with the order in hand
  std::vector<shared<capture_order>> orders;
};

/// The further servers, as the test names them.
struct fake_finder final : host::server_finder {
  std::vector<host::server_address> here;

  std::vector<host::server_address> find() override { return here; }

  std::optional<std::string> path_of(const std::string&) const override { return {}; }
};

struct AgentMonitor : virtual_time {
  fake_tmux tmux;   ///< the first server
  fake_tmux second; ///< another, where the finder names one
  std::shared_ptr<fake_finder> finder = std::make_shared<fake_finder>();
  std::vector<std::string> detectors;       ///< "start x", "stop x"
  std::map<std::string, child_entry> alive; ///< the detectors that the sessions supervisor has
  std::vector<std::string> gateway_changes; ///< "start x", "stop x"
  bool host_answers = true;
  std::vector<record_batch> batches;
  notebook<component_event> ignored;
  notebook<shared<roster>, shared<cycle_stats>> crash;
  notebook<shared<session_screens>> screens;
  std::shared_ptr<test::fake_process_table> processes =
      std::make_shared<test::fake_process_table>();
  agent_monitor_actor monitor;

  tmux_gateway_actor gateway(fake_tmux& server) {
    return spawn_probe<tmux_gateway_actor>(
        system(),
        ignored,
        [&server](list_atom) -> caf::result<shared<pane_listing>> {
          if (server.failure)
            return caf::make_error(*server.failure);
          return std::make_shared<const pane_listing>(server.listing);
        },
        [&server](const shared<capture_order>& order) -> caf::result<capture_report> {
          server.orders.push_back(order);
          std::uint64_t n = 0;
          for (const auto& session : order->sessions)
            n += session.panes.size();
          if (!server.captures)
            return caf::make_error(errc::internal);
          return capture_report{order->cycle, 1ms, n, 0, ""};
        });
  }

  supervisor_actor host() {
    return spawn_probe<supervisor_actor>(
        system(),
        ignored,
        [this](start_atom, const std::string& id) -> caf::result<child_entry> {
          gateway_changes.push_back("start " + id);
          if (!host_answers)
            return caf::make_error(errc::unavailable);
          child_entry entry;
          entry.facts.name = id;
          entry.handle = caf::actor_cast<component_actor>(gateway(second));
          return entry;
        },
        [this](stop_atom, const std::string& id) {
          gateway_changes.push_back("stop " + id);
          return component_facts{};
        });
  }

  supervisor_actor sessions() {
    return spawn_probe<supervisor_actor>(
        system(),
        ignored,
        [this](which_atom) {
          child_entries all;
          for (const auto& [id, entry] : alive)
            all.push_back(entry);
          return all;
        },
        [this](start_atom, const std::string& id) {
          detectors.push_back("start " + id);
          auto& entry = alive[id];
          entry.facts.name = id;
          entry.facts.incarnation = 1;
          entry.handle = caf::actor_cast<component_actor>(
              spawn_probe<session_detector_actor>(system(), screens));
          return entry;
        },
        [this](stop_atom, const std::string& id) {
          detectors.push_back("stop " + id);
          alive.erase(id);
          return component_facts{};
        });
  }

  state_keeper_actor keeper() {
    return spawn_probe<state_keeper_actor>(
        system(),
        ignored,
        [](open_atom, const std::string&) {
          return producer_grant{3, {}};
        },
        [this](const record_batch& batch) {
          batches.push_back(batch);
          return record_ack{batch.epoch, batch.records.back().sequence};
        });
  }

  /// The probes of detectors refer to each other through `alive`.
  void TearDown() override { alive.clear(); }

  void SetUp() override {
    tmux.listing.run = {"default", "/tmp/x", 1, 1, "abc123"};
    agent_identity claude;
    claude.kind = "claude";
    claude.process_names = {"claude"};
    agent_monitor_options options;
    options.deadline = 1500ms;
    options.selection.sweep_cycles = 1000;
    options.seating.kinds = {claude};
    options.wall = [] { return noon; };
    options.processes = processes;
    options.finder = finder;
    second.listing.run = {"work", "/tmp/y", 2, 2, "zzz999"};
    monitor = spawn(agent_monitor,
                    agent_monitor_links{gateway(tmux),
                                        spawn_probe<crash_detector_actor>(system(), crash),
                                        keeper(),
                                        sessions(),
                                        host(),
                                        {}},
                    options);
    run();
  }

  void pane(int number, int session) { pane_on(tmux, number, session); }

  /// A second server with one agent, found and read.
  void with_a_second_server() {
    finder->here = {{"work", "/tmp/y"}};
    pane_on(second, 1, 1);
    pass(10);
  }

  /// Seconds in which nobody reports a reading: each cycle that orders screens ends at its
  /// deadline.
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i)
      advance(1s);
  }

  void pane_on(fake_tmux& server, int number, int session) {
    pane_row row;
    row.pane = number;
    row.session = session;
    row.pid = 1000 + number;
    processes->processes[row.pid] = {
        {row.pid, 1, "claude", {"claude"}}, row.pid, host::liveness::running, {}};
    row.session_name = "s" + std::to_string(session);
    server.listing.panes.push_back(row);
  }

  void session_reports(int session, std::map<std::string, int> coloured_rows = {}) {
    tell_from_outside(monitor,
                      session_read{tmux.orders.back()->cycle,
                                   "abc123-s" + std::to_string(session),
                                   tmux.orders.back()->sessions[0].panes.size(),
                                   0,
                                   std::move(coloured_rows)});
    run();
  }

  std::size_t closed() { return crash.of<shared<cycle_stats>>().size(); }

  const cycle_stats& last() { return *crash.of<shared<cycle_stats>>().back(); }

  std::vector<std::string> event_types() {
    std::vector<std::string> out;
    for (const auto& batch : batches)
      for (const auto& r : batch.records)
        out.push_back(std::get<fleet_event>(r.what).type);
    return out;
  }
};

TEST_F(AgentMonitor, BeginsAsSoonAsItKnowsWhoIsThere) {
  EXPECT_EQ(closed(), 1u); // no time has passed
}

TEST_F(AgentMonitor, CyclesOnceAnInterval) {
  advance(1s);
  const auto before = closed();
  advance(1s);
  advance(1s);
  EXPECT_EQ(closed(), before + 2);
}

TEST_F(AgentMonitor, TellsTheRosterBeforeAnythingIsCaptured) {
  pane(1, 1);
  advance(1s);
  const auto& roster_now = *crash.of<shared<roster>>().back();
  ASSERT_EQ(roster_now.seats.size(), 1u);
  EXPECT_EQ(roster_now.seats[0].agent_id, "abc123-1");
}

TEST_F(AgentMonitor, StartsADetectorWithItsSessionAndStopsItWithIt) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  tmux.listing.panes.clear();
  advance(2s);
  advance(1s);
  EXPECT_EQ(detectors,
            (std::vector<std::string>{"start session_detector-abc123-s1",
                                      "stop session_detector-abc123-s1"}));
}

TEST_F(AgentMonitor, ClosesWhenGatewayAndSessionHaveReported) {
  pane(1, 1);
  advance(1s); // finds the session
  const auto before = closed();
  advance(1s); // orders its screen
  ASSERT_EQ(tmux.orders.size(), 1u);
  EXPECT_EQ(closed(), before);
  session_reports(1);
  ASSERT_EQ(closed(), before + 1);
  EXPECT_TRUE(last().complete);
  EXPECT_EQ(last().agents, 1u);
  EXPECT_EQ(last().captures, 1u);
  EXPECT_EQ(last().readings, 1u);
}

TEST_F(AgentMonitor, HasARowFetchedWithItsColoursWhereAReadingLackedThem) {
  pane(1, 1);
  advance(1s);
  const auto row_ordered = [&] { return tmux.orders.back()->sessions[0].panes[0].coloured_row; };
  advance(1s);
  ASSERT_EQ(tmux.orders.size(), 1u);
  EXPECT_EQ(row_ordered(), std::nullopt);
  session_reports(1, {{"abc123-1", 7}});
  advance(1s); // nothing has changed on the screen: the colours are what is wanted
  ASSERT_EQ(tmux.orders.size(), 2u);
  EXPECT_EQ(row_ordered(), 7);
  session_reports(1, {{"abc123-1", 7}});
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
  tmux.listing.panes[0].cursor_x = 5;
  advance(1s); // once asked for, they come with every capture until they do not matter any more
  ASSERT_EQ(tmux.orders.size(), 3u);
  EXPECT_EQ(row_ordered(), 7);
  session_reports(1);
  tmux.listing.panes[0].cursor_x = 6;
  advance(1s);
  ASSERT_EQ(tmux.orders.size(), 4u);
  EXPECT_EQ(row_ordered(), std::nullopt);
}

TEST_F(AgentMonitor, ClosesAtTheDeadlineAndTakesEverythingInTheNextCycle) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  const auto before = closed();
  advance(1499ms); // the tick in between finds the cycle open
  EXPECT_EQ(closed(), before);
  EXPECT_EQ(tmux.orders.size(), 1u);
  advance(1ms);
  ASSERT_EQ(closed(), before + 1);
  EXPECT_FALSE(last().complete);
  EXPECT_EQ(last().readings_failed, 1u);
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, DoesNotWaitForAGatewayThatCrashedWithTheOrder) {
  pane(1, 1);
  advance(1s);
  tmux.captures = false;
  const auto before = closed();
  advance(1s);
  ASSERT_EQ(tmux.orders.size(), 1u);
  ASSERT_EQ(closed(), before + 1);
  EXPECT_EQ(last().captures_failed, 1u);
  tmux.captures = true;
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, DoesNotWaitForADetectorThatWasRestartedWhileItRead) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  ASSERT_EQ(tmux.orders.size(), 1u);
  const auto before = closed();
  tell_from_outside(monitor, sweep_atom_v); // of another stage: the detector is at work
  run();
  EXPECT_EQ(closed(), before);
  ++alive.at("session_detector-abc123-s1").facts.incarnation;
  tell_from_outside(monitor, sweep_atom_v);
  run();
  ASSERT_EQ(closed(), before + 1);
  EXPECT_EQ(last().readings_failed, 1u);
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, HasDetectorsStartedAgainThatWentWithTheirSupervisor) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  const auto before = closed();
  alive.clear();
  advance(1s);
  EXPECT_EQ(closed(), before + 1);
  EXPECT_EQ(detectors,
            (std::vector<std::string>{"start session_detector-abc123-s1",
                                      "start session_detector-abc123-s1"}));
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, OrdersNothingWhereNothingMoved) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  session_reports(1);
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 1u);
  tmux.listing.panes[0].title = "busy";
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, AStageThatLostItsMemoryGetsEverything) {
  pane(1, 1);
  advance(1s);
  advance(1s);
  session_reports(1);
  tell_from_outside(monitor, sweep_atom_v);
  advance(1s);
  EXPECT_EQ(tmux.orders.size(), 2u);
}

TEST_F(AgentMonitor, WithoutAServerNobodyIsThere) {
  pane(1, 1);
  advance(1s);
  tmux.failure = errc::no_server;
  advance(2s);
  advance(1s);
  EXPECT_FALSE(last().server_present);
  EXPECT_TRUE(last().tmux_answers);
  EXPECT_TRUE(crash.of<shared<roster>>().back()->seats.empty());
}

TEST_F(AgentMonitor, ATmuxThatDoesNotAnswerTakesNobodyAway) {
  pane(1, 1);
  advance(1s);
  const auto rosters = crash.of<shared<roster>>().size();
  tmux.failure = errc::timed_out;
  advance(2s);
  advance(1s);
  EXPECT_FALSE(last().tmux_answers);
  EXPECT_FALSE(last().error.empty());
  EXPECT_EQ(crash.of<shared<roster>>().size(), rosters);
}

TEST_F(AgentMonitor, RecordsSessionsThatComeAndGo) {
  advance(1s);
  pane(1, 1);
  advance(1s);
  tmux.listing.panes[0].window_name = "other";
  advance(2s);
  advance(1s);
  tmux.listing.panes.clear();
  advance(2s);
  advance(1s);
  EXPECT_EQ(event_types(),
            (std::vector<std::string>{"session_opened", "window_renamed", "session_closed"}));
}

std::vector<std::string> ids_in(const roster& all) {
  std::vector<std::string> out;
  for (const auto& s : all.seats)
    out.push_back(s.agent_id);
  return out;
}

TEST_F(AgentMonitor, AServerThatIsFoundGetsAGatewayAndItsAgentsAreSeen) {
  pane(1, 1);
  with_a_second_server();
  EXPECT_EQ(gateway_changes, std::vector<std::string>{"start tmux_gateway-work"});
  EXPECT_EQ(ids_in(*crash.of<shared<roster>>().back()),
            (std::vector<std::string>{"abc123-1", "zzz999-1"}));
}

TEST_F(AgentMonitor, EachServersPanesAreOrderedOfItsOwnGateway) {
  pane(1, 1);
  with_a_second_server();
  ASSERT_FALSE(tmux.orders.empty());
  ASSERT_FALSE(second.orders.empty());
  EXPECT_EQ(tmux.orders.back()->sessions.at(0).session_key, "abc123-s1");
  EXPECT_EQ(second.orders.back()->sessions.at(0).session_key, "zzz999-s1");
}

TEST_F(AgentMonitor, AServerThatIsNoLongerFoundLosesItsGatewayAndItsAgents) {
  pane(1, 1);
  with_a_second_server();
  finder->here.clear();
  pass(10);
  EXPECT_EQ(gateway_changes.back(), "stop tmux_gateway-work");
  EXPECT_EQ(ids_in(*crash.of<shared<roster>>().back()), std::vector<std::string>{"abc123-1"});
  EXPECT_EQ(detectors.back(), "stop session_detector-zzz999-s1");
}

TEST_F(AgentMonitor, AGatewayThatWentWithItsSupervisorIsStartedAgainAndItsAgentsStay) {
  with_a_second_server();
  pass(2); // no look falls into the next second
  const auto starts = gateway_changes.size();
  const auto events = event_types();
  second.failure = errc::unavailable; // what a name says that nobody serves
  host_answers = false;               // its supervisor is down, too
  pass(1);
  ASSERT_EQ(gateway_changes.size(), starts + 1); // at once, not at the next look
  EXPECT_EQ(ids_in(*crash.of<shared<roster>>().back()), std::vector<std::string>{"zzz999-1"});
  second.failure.reset();
  host_answers = true;
  pass(10);
  EXPECT_EQ(gateway_changes.back(), "start tmux_gateway-work");
  EXPECT_EQ(event_types(), events);
  EXPECT_TRUE(last().tmux_answers);
}

TEST_F(AgentMonitor, AServerThatFailsKeepsItsAgentsWhileTheOtherIsReadOn) {
  with_a_second_server();
  second.failure = errc::timed_out;
  pane(7, 1);
  pass(5);
  EXPECT_EQ(ids_in(*crash.of<shared<roster>>().back()),
            (std::vector<std::string>{"abc123-7", "zzz999-1"}));
  EXPECT_FALSE(last().tmux_answers);
  EXPECT_EQ(last().servers_silent, 1u);
}

} // namespace
} // namespace orc
