#include "runtime/supervision/stable_name.hpp"

#include <caf/mailbox_element.hpp>

#include <utility>

namespace orc {
namespace {

/// Counts itself out when the receiver is done with it: CAF deletes an element right after its
/// handler ran, and when a mailbox closes. Exact over crashes too.
class counted_element final : public caf::mailbox_element {
public:
  counted_element(caf::mailbox_element& from, std::shared_ptr<name_stats> stats)
      : caf::mailbox_element(std::move(from.sender), from.mid, std::move(from.stages)),
        message_(from.move_content_to_message()), stats_(std::move(stats)) {
    stats_->waiting.fetch_add(1, std::memory_order_relaxed);
  }

  ~counted_element() override { stats_->waiting.fetch_sub(1, std::memory_order_relaxed); }

  counted_element(const counted_element&) = delete;
  counted_element& operator=(const counted_element&) = delete;

  caf::type_erased_tuple& content() override { return message_; }

  const caf::type_erased_tuple& content() const override { return message_; }

  caf::message move_content_to_message() override { return std::move(message_); }

  caf::message copy_content_to_message() const override { return message_; }

private:
  caf::message message_;
  std::shared_ptr<name_stats> stats_;
};

} // namespace

stable_name::stable_name(caf::actor_config& config, std::string name, name_options options)
    : caf::monitorable_actor(config), name_(std::move(name)), options_(options),
      stats_(std::make_shared<name_stats>()) {}

void stable_name::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) {
  // Only a supervisor ends an incarnation: an exit that is sent to a name is dropped.
  const bool forbidden = what->content().match_elements<caf::exit_msg>();
  caf::strong_actor_ptr to;
  {
    const std::lock_guard lock{mutex_};
    to = at_;
    if (may_wait(*what))
      return kept_.push_back(std::move(what));
  }
  if (forbidden || !to)
    return refuse(
        *what, errc::unavailable, what->mid.is_request() ? stats_->refused : stats_->dropped);
  if (options_.limit > 0) {
    if (stats_->waiting.load(std::memory_order_relaxed) >= options_.limit)
      return refuse(*what, errc::busy, stats_->overloaded);
    what = caf::mailbox_element_ptr{new counted_element(*what, stats_)};
  }
  stats_->forwarded.fetch_add(1, std::memory_order_relaxed);
  to->enqueue(std::move(what), host);
}

bool stable_name::may_wait(const caf::mailbox_element& what) const {
  if (kept_.size() >= keep_ || what.mid.is_request() || !worth_keeping_(what.content()))
    return false;
  // its supervisor may not have heard yet that it ended
  return !at_ || caf::actor_cast<caf::abstract_actor*>(at_)->getf(is_cleaned_up_flag);
}

void stable_name::refuse(const caf::mailbox_element& what,
                         errc code,
                         std::atomic<std::uint64_t>& counter) {
  counter.fetch_add(1, std::memory_order_relaxed);
  if (!what.mid.is_request() || !what.sender)
    return;
  auto why = caf::make_error(code, name_);
  what.sender->enqueue(nullptr, what.mid.response_id(), caf::make_message(std::move(why)), nullptr);
}

/// What was kept goes first: nobody gets past the lock until it is in the mailbox.
void stable_name::aim(caf::strong_actor_ptr at) {
  const std::lock_guard lock{mutex_};
  at_.swap(at);
  for (; at_ && !kept_.empty(); kept_.pop_front()) {
    stats_->forwarded.fetch_add(1, std::memory_order_relaxed);
    at_->enqueue(std::move(kept_.front()), nullptr);
  }
}

void stable_name::keep(std::size_t at_most, selection which) {
  const std::lock_guard lock{mutex_};
  keep_ = which ? at_most : 0;
  worth_keeping_ = which;
}

void stable_name::retire(caf::error reason) {
  aim(nullptr);
  keep(0, nullptr);
  cleanup(std::move(reason), nullptr);
}

void stable_name::on_destroy() {
  if (!getf(is_cleaned_up_flag))
    cleanup(caf::exit_reason::unreachable, nullptr);
}

caf::strong_actor_ptr
make_untyped_name(caf::actor_system& system, std::string name, name_options options) {
  caf::actor_config config;
  return caf::make_actor<stable_name, caf::strong_actor_ptr>(
      system.next_actor_id(), system.node(), &system, config, std::move(name), options);
}

stable_name& name_behind(const caf::strong_actor_ptr& handle) {
  return *static_cast<stable_name*>(caf::actor_cast<caf::abstract_actor*>(handle));
}

} // namespace orc
