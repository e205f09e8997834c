#include "runtime/telemetry/log_format.hpp"

#include "messages/types/utf8.hpp"

#include <spdlog/pattern_formatter.h>

#include <array>
#include <string_view>

namespace orc {
namespace {

/// The level as the guide's greps look for it: ERROR, WARNING, INFO.
class capital_level final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    static constexpr std::array<std::string_view, 7> words{
        "TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "OFF"};
    const auto word = words[static_cast<std::size_t>(msg.level)];
    to.append(word.data(), word.data() + word.size());
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<capital_level>();
  }
};

std::string payload_of(const spdlog::details::log_msg& msg) {
  return to_utf8({msg.payload.data(), msg.payload.size()});
}

/// The payload as the inside of a JSON string.
class json_payload final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    for (const char c : payload_of(msg)) {
      if (c == '"' || c == '\\')
        to.push_back('\\');
      if (static_cast<unsigned char>(c) < 0x20)
        fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c));
      else
        to.push_back(c);
    }
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_payload>();
  }
};

/// The payload without control characters, those of C1 (U+0080 to U+009F) among them.
class text_payload final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    const auto text = payload_of(msg);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      const bool c1 = byte == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0;
      if (c1)
        ++i;
      to.push_back(c1 || byte < 0x20 || byte == 0x7f ? ' ' : text[i]);
    }
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<text_payload>();
  }
};

} // namespace

std::unique_ptr<spdlog::formatter> line_format(bool json) {
  auto f = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  f->add_flag<capital_level>('*').add_flag<json_payload>('&').add_flag<text_payload>('~');
  f->set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%*","component":"%n",)"
                        R"("message":"%&"})"
                      : "%Y-%m-%dT%H:%M:%S.%eZ %* %n: %~");
  return f;
}

} // namespace orc
