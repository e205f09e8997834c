// A. Specs and flags: what is usual, and what is refused before anything starts.
#include "tests/runtime/supervision/worker.hpp"

#include <algorithm>

namespace orc {
namespace {

using namespace std::chrono_literals;

bool says(const std::vector<std::string>& faults, const std::string& words_of_it) {
  return std::any_of(faults.begin(), faults.end(), [&](const std::string& fault) {
    return fault.find(words_of_it) != std::string::npos;
  });
}

TEST_F(Supervision, C01_TheDefaultsAreThoseOfOtp) {
  const child_rules worker_child;
  EXPECT_EQ(worker_child.type, restart_type::permanent);
  EXPECT_EQ(time_to_stop(worker_child), 5s);
  child_rules supervisor_child;
  supervisor_child.supervisor = true;
  EXPECT_EQ(time_to_stop(supervisor_child), infinity);
  const supervisor_rules rules;
  EXPECT_EQ(rules.how, strategy::one_for_one);
  EXPECT_EQ(rules.intensity.restarts, 1);
  EXPECT_EQ(rules.intensity.period, 5s);
  EXPECT_EQ(rules.ends, auto_shutdown::never);
}

TEST_F(Supervision, C02_EachFaultyRuleIsSaidWithoutStartingAnything) {
  const auto faults_with = [this](const std::function<void(supervisor_spec&)>& spoil) {
    auto spoilt = spec;
    spoilt.children = {child("a"), child("b")};
    spoil(spoilt);
    return faults_in(spoilt);
  };
  EXPECT_TRUE(faults_with([](auto&) {}).empty());
  EXPECT_TRUE(says(faults_with([](auto& s) { s.children[0].id = ""; }), "no id"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.children[0].start = nullptr; }), "no start"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.children[1].id = "a"; }), "twice"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.children[0].type = restart_type{9}; }), "restart"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.how = strategy{9}; }), "strategy"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.children[0].shutdown = -1ms; }), "negative time"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.intensity.period = 0ms; }), "period"));
  EXPECT_TRUE(says(faults_with([](auto& s) { s.intensity.restarts = -1; }), "negative number"));
  EXPECT_EQ(worker_state::census.alive, 0);

  spec.children = {child("a"), child("a")};
  auto boss = begin();
  const auto end = end_of(boss);
  EXPECT_TRUE(end->over);
  EXPECT_NE(end->reason.find("twice"), std::string::npos) << end->reason;
  EXPECT_TRUE(events.empty());
}

TEST_F(Supervision, C03_SignificantNeedsAnEndOfItsOwnAndASupervisorThatHeedsIt) {
  spec.ends = auto_shutdown::any_significant;
  spec.children = {child("a")};
  spec.children[0].significant = true;
  EXPECT_TRUE(says(faults_in(spec), "permanent"));
  spec.children[0].type = restart_type::transient;
  EXPECT_TRUE(faults_in(spec).empty());
  spec.ends = auto_shutdown::never;
  EXPECT_TRUE(says(faults_in(spec), "never ends by itself"));
}

TEST_F(Supervision, C04_ADynamicSupervisorTakesExactlyOneTemplate) {
  spec.how = strategy::simple_one_for_one;
  EXPECT_TRUE(says(faults_in(spec), "one template"));
  on_demand();
  EXPECT_TRUE(faults_in(spec).empty());
  spec.children = {child("a")};
  EXPECT_TRUE(says(faults_in(spec), "one template"));
}

} // namespace
} // namespace orc
