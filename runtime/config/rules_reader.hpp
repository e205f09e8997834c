// Walks a rule file's JSON and writes down every mistake on the way. Used by rules_file alone.
#pragma once

#include "actors/session_detector/rule_spec.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orc {

class rules_reader {
public:
  struct fault {
    std::string at; ///< JSON pointer
    std::string what;
  };

  kind_spec read(const boost::json::value& root);

  [[nodiscard]] std::vector<fault>& faults() { return faults_; }

private:
  using value = boost::json::value;
  using object = boost::json::object;

  void wrong(const std::string& at, const value& found, std::string_view expected);
  const object* object_at(const value& v, const std::string& at);
  void only(const object& o, const std::string& at, std::initializer_list<std::string_view> keys);
  std::string text(const object& o, std::string_view key, const std::string& at, bool needed);
  bool flag(const object& o, std::string_view key, const std::string& at);
  std::optional<int> number(const object& o, std::string_view key, const std::string& at);
  std::vector<std::string> texts(const object& o, std::string_view key, const std::string& at);

  template <class Item, class Read>
  std::vector<Item> list(const object& o, std::string_view key, const std::string& at, Read read);

  agent_identity identity(const object& root);
  test_spec test(const value& v, const std::string& at, bool with_value);
  std::vector<test_spec> tests(const object& o, std::string_view key, const std::string& at);
  captures_spec captures(const object& o, const std::string& at);
  rule_spec rule(const value& v, const std::string& at, const std::string& version);

  std::vector<fault> faults_;
};

} // namespace orc
