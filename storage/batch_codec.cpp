#include "storage/batch_codec.hpp"

#include "storage/agent_row.hpp"

#include <concepts>
#include <optional>
#include <variant>

namespace orc {
namespace {

template <class T, class Plain>
concept like = std::same_as<std::remove_const_t<T>, Plain>;

// One list of fields for both directions.

template <class Io, like<state_details> T>
void fields(Io& io, T& d) {
  io(d.sub_kind, d.reset_at, d.context_left_percent, d.permission_mode);
  io(d.retry_attempt, d.retry_limit, d.elapsed);
  if (!io.is_first_form())
    io(d.background_tasks);
}

template <class Io, like<verdict> T>
void fields(Io& io, T& v) {
  io(v.state, v.rule, v.evidence, v.positive, v.details);
}

template <class Io, like<process_facts> T>
void fields(Io& io, T& p) {
  io(p.pid, p.start_ticks, p.command, p.argv);
}

template <class Io, like<seat> T>
void fields(Io& io, T& w) {
  io(w.agent_id, w.kind, w.name, w.server, w.session_key, w.session_name, w.window_name, w.pane);
  io(w.role, w.front, w.process, w.dead_status, w.held);
}

template <class Io, like<agent_view> T>
void fields(Io& io, T& a) {
  io(a.where, a.says, a.since, a.idle_since, a.waiting_since, a.stuck, a.flapping);
  io(a.first_seen, a.last_change);
}

template <class Io, like<transition> T>
void fields(Io& io, T& t) {
  io(t.agent, t.from, t.first, t.closed);
}

template <class Io, like<fleet_event> T>
void fields(Io& io, T& e) {
  io(e.type, e.subject, e.before, e.after, e.at);
}

template <class Io, like<component_entry> T>
void fields(Io& io, T& e) {
  auto& f = e.what.facts;
  io(e.at, e.what.type, f.name, f.parent, f.incarnation, f.restarts, f.last_reason);
}

template <class T>
concept word = std::same_as<T, agent_state> || std::same_as<T, foreground>;

/// The byte before each record. A spool of an earlier version may hold transitions of the first
/// form, without background_tasks: only they are written otherwise now.
constexpr std::uint8_t first_transition = 0;
constexpr std::uint8_t transition_now = 3;

std::uint8_t kind_of(const recordable& what) {
  return what.index() == 0 ? transition_now : static_cast<std::uint8_t>(what.index());
}

class writer {
public:
  static constexpr bool is_first_form() { return false; }

  template <class... Ts>
  void operator()(const Ts&... values) {
    (put(values), ...);
  }

  std::string take() { return std::move(out_); }

private:
  template <std::integral T>
  void put(T value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < (std::same_as<T, bool> ? 1 : sizeof(T)); ++i, bits >>= 8U)
      out_.push_back(static_cast<char>(bits & 0xffU));
  }

  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    out_ += text;
  }

  void put(wall_time t) { put(std::int64_t{t.time_since_epoch().count()}); }

  void put(word auto value) { put(std::string{to_string(value)}); }

  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value)
      put(*value);
  }

  void put(const std::vector<std::string>& texts) {
    put(static_cast<std::uint32_t>(texts.size()));
    for (const auto& text : texts)
      put(text);
  }

  template <class T>
  requires std::is_class_v<T>

  void put(const T& value) { fields(*this, value); }

  std::string out_;
};

/// What is missing reads as zero; ok() tells in the end.
class reader {
public:
  explicit reader(std::string_view in) : in_{in} {}

  template <class... Ts>
  void operator()(Ts&... values) {
    (get(values), ...);
  }

  [[nodiscard]] bool ok() const { return ok_; }

  void read_first_form(bool yes) { first_form_ = yes; }

  [[nodiscard]] bool is_first_form() const { return first_form_; }

  [[nodiscard]] bool at_end() const { return in_.empty(); }

private:
  std::string_view take(std::size_t bytes) {
    ok_ = ok_ && bytes <= in_.size();
    if (!ok_)
      return {};
    const auto taken = in_.substr(0, bytes);
    in_.remove_prefix(bytes);
    return taken;
  }

  template <std::integral T>
  void get(T& value) {
    std::uint64_t bits = 0;
    const auto bytes = take(std::same_as<T, bool> ? 1 : sizeof(T));
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at)
      bits = bits << 8U | static_cast<unsigned char>(*at);
    value = static_cast<T>(bits);
  }

  void get(std::string& text) {
    std::uint32_t size = 0;
    get(size);
    text = take(size);
  }

  void get(wall_time& t) {
    std::int64_t ms = 0;
    get(ms);
    t = wall_time{std::chrono::milliseconds{ms}};
  }

  void get(agent_state& state) {
    std::string text;
    get(text);
    state = rows::state_of_word(text);
  }

  void get(foreground& front) {
    std::string text;
    get(text);
    front = rows::foreground_of_word(text);
  }

  template <class T>
  void get(std::optional<T>& value) {
    bool there = false;
    get(there);
    value.reset();
    if (there)
      get(value.emplace());
  }

  void get(std::vector<std::string>& texts) {
    std::uint32_t count = 0;
    get(count);
    texts.clear();
    for (std::uint32_t i = 0; i < count && ok_; ++i)
      get(texts.emplace_back());
  }

  template <class T>
  requires std::is_class_v<T>

  void get(T& value) { fields(*this, value); }

  std::string_view in_;
  bool ok_ = true;
  bool first_form_ = false;
};

template <std::size_t Index = 0>
bool read_alternative(reader& in, std::uint8_t index, recordable& what) {
  if constexpr (Index < std::variant_size_v<recordable>) {
    if (index != Index)
      return read_alternative<Index + 1>(in, index, what);
    in(what.emplace<Index>());
    return in.ok();
  }
  return false;
}

} // namespace

std::string encode_batch(const record_batch& batch) {
  writer out;
  out(batch.epoch, batch.given_up, static_cast<std::uint32_t>(batch.records.size()));
  for (const auto& r : batch.records) {
    out(r.sequence, kind_of(r.what));
    std::visit([&](const auto& what) { out(what); }, r.what);
  }
  return out.take();
}

result<record_batch> decode_batch(std::string_view bytes) {
  reader in{bytes};
  record_batch batch;
  std::uint32_t count = 0;
  in(batch.epoch, batch.given_up, count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    std::uint8_t kind = 0;
    auto& r = batch.records.emplace_back();
    in(r.sequence, kind);
    in.read_first_form(kind == first_transition);
    if (!read_alternative(in, kind == transition_now ? first_transition : kind, r.what))
      return fail(errc::storage, "a record of no known kind, or cut short");
  }
  if (!in.ok() || !in.at_end() || batch.records.empty())
    return fail(errc::storage, "no batch of records");
  return batch;
}

} // namespace orc
