#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

struct Guard : virtual_time {
  std::string end_of(const std::string& word) {
    auto w = spawn(worker, worker_options{});
    caf::scoped_actor self{system()};
    self->monitor(w);
    tell_from_outside(w, word);
    run();
    std::string why;
    self->receive([&](caf::down_msg& m) { why = system().render(m.reason); },
                  caf::after(std::chrono::seconds{0}) >> [] {});
    return why;
  }
};

TEST_F(Guard, C76_AnExceptionBecomesAReasonWithComponentTypeAndText) {
  EXPECT_EQ(end_of("boom"), "internal: worker threw std::runtime_error: boom");
}

TEST_F(Guard, AMessageThatNobodyExpectsIsRefusedAndEndsNobody) {
  auto w = spawn(worker, worker_options{});
  const auto answer = ask_now<int>(caf::actor_cast<caf::actor>(w), 1.5);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), caf::make_error(caf::sec::unexpected_message));
  EXPECT_EQ(*ask_now<int>(w, 0), 1);
}

} // namespace
} // namespace orc
