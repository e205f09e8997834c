#include "runtime/http/event_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <deque>
#include <utility>

namespace orc {

namespace net = boost::asio;
using boost::system::error_code;
using frame_ptr = std::shared_ptr<const std::string>;

/// Kept alive by what it waits for: its timers, its writing, and the client's going away.
class event_listener : public std::enable_shared_from_this<event_listener> {
public:
  event_listener(stream_hub::socket peer, const stream_limits& limits)
      : limits_{limits}, peer_{std::move(peer)}, timer_{peer_.get_executor()} {}

  void start(std::string beginning) {
    watch();
    send(std::make_shared<const std::string>(std::move(beginning)));
  }

  void send(frame_ptr frame) {
    if (!peer_.is_open())
      return;
    waiting_ += frame->size();
    queue_.push_back(std::move(frame));
    if (queue_.size() > 1) {
      if (waiting_ - queue_.front()->size() > limits_.backlog)
        close(); // it comes back with the id of the last event that it got
      return;
    }
    write();
  }

  void close() {
    error_code ignored;
    peer_.close(ignored);
    timer_.cancel();
  }

private:
  void write() {
    rest(limits_.write_deadline, &event_listener::close);
    net::async_write(peer_,
                     net::buffer(*queue_.front()),
                     [me = shared_from_this()](const error_code& ec, std::size_t) {
                       if (ec)
                         me->close();
                       else
                         me->written();
                     });
  }

  void written() {
    waiting_ -= queue_.front()->size();
    queue_.pop_front();
    if (!queue_.empty())
      return write();
    rest(limits_.heartbeat, &event_listener::beat);
  }

  void beat() {
    static const auto comment = std::make_shared<const std::string>(": heartbeat\n\n");
    send(comment);
  }

  void rest(std::chrono::milliseconds time, void (event_listener::*then)()) {
    timer_.expires_after(time);
    timer_.async_wait([me = shared_from_this(), then](const error_code& ec) {
      if (!ec)
        (*me.*then)();
    });
  }

  /// A client has nothing to say any more; its silence ends when it goes away.
  void watch() {
    peer_.async_read_some(net::buffer(heard_),
                          [me = shared_from_this()](const error_code& ec, std::size_t) {
                            if (ec)
                              me->close();
                            else
                              me->watch();
                          });
  }

  stream_limits limits_;
  stream_hub::socket peer_;
  net::steady_timer timer_;
  std::deque<frame_ptr> queue_; // the first one is being written
  std::size_t waiting_ = 0;     // bytes in it
  std::array<char, 512> heard_{};
};

bool stream_hub::full() {
  listeners_.remove_if([](const auto& l) { return l.expired(); });
  return listeners_.size() >= limits_.most;
}

void stream_hub::add(socket peer, std::string beginning) {
  const auto listener = std::make_shared<event_listener>(std::move(peer), limits_);
  listeners_.push_back(listener);
  listener->start(std::move(beginning));
}

void stream_hub::publish(std::string frame) {
  const auto shared_frame = std::make_shared<const std::string>(std::move(frame));
  listeners_.remove_if([](const auto& l) { return l.expired(); });
  for (const auto& l : listeners_)
    if (const auto listener = l.lock())
      listener->send(shared_frame);
}

void stream_hub::close_all() {
  for (const auto& l : listeners_)
    if (const auto listener = l.lock())
      listener->close();
}

} // namespace orc
