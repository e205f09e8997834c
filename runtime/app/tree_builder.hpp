// Puts the supervision tree together from rows, makes everybody's stable name, and notes who sends
// to whom: a handle is only to be had from here, and taking it is what is noted.
//
// Used by composition.cpp, which writes the rows.
//
// Lifecycle:
//  1. team() and child() once for each component, in the order in which they start.
//  2. root() gives the finished tree; wiring() tells who sends to whom.
//  3. retire_names() after the tree has ended.
// Threading: one thread.
#pragma once

#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace orc {

/// Component -> those that it sends to, in the order of their names.
using wiring = std::map<std::string, std::vector<std::string>>;

class tree_builder {
public:
  explicit tree_builder(caf::actor_system& system) : system_(system) {}

  /// Turns into the handle of whatever type is wanted.
  class link {
  public:
    explicit link(caf::strong_actor_ptr to) : to_(std::move(to)) {}

    template <class Handle>
    operator Handle() const { // so that links can be written as crash_detector_links{to("x")}
      return caf::actor_cast<Handle>(to_);
    }

  private:
    caf::strong_actor_ptr to_;
  };

  /// One component's way to others.
  class links_of {
  public:
    links_of(tree_builder& tree, std::string owner) : tree_(tree), owner_(std::move(owner)) {}

    link operator()(const std::string& to) const;

    /// Gets its handle from a third one by message; noted all the same.
    void later(const std::string& to) const { tree_.sends_to_[owner_].insert(to); }

    /// Every supervisor by its name.
    [[nodiscard]] std::map<std::string, supervisor_actor> supervisors() const;

  private:
    tree_builder& tree_;
    std::string owner_;
  };

  [[nodiscard]] links_of links(const std::string& owner) { return {*this, owner}; }

  /// A supervisor; an empty parent makes it the root. Its name and children come from the rows.
  void team(const std::string& parent, supervisor_spec spec);
  /// `make` is called when all rows are there, since links may be to components of later rows.
  void child(const std::string& parent, const std::string& id, std::function<child_spec()> make);

  [[nodiscard]] supervisor_spec root() { return spec_of("root"); }

  /// A component's stable name, made at its first use: links name components of later rows.
  caf::strong_actor_ptr name(const std::string& component);
  [[nodiscard]] caf::strong_actor_ptr find(const std::string& component) const;
  /// Empty where there is no such component, and for the root.
  [[nodiscard]] std::string parent_of(const std::string& component) const;
  [[nodiscard]] wiring sends_to() const;
  void retire_names();

private:
  struct row {
    std::string id;
    std::string parent;
    std::function<child_spec()> make;    ///< of a worker
    std::optional<supervisor_spec> team; ///< of a supervisor
  };

  [[nodiscard]] const row* find_row(const std::string& id) const;
  [[nodiscard]] supervisor_spec spec_of(const std::string& team);
  [[nodiscard]] child_spec child_of(const row& of);

  caf::actor_system& system_;
  std::map<std::string, caf::strong_actor_ptr> names_;
  std::map<std::string, std::set<std::string>> sends_to_;
  std::vector<row> rows_;
};

} // namespace orc
