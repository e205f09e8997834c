#include "runtime/app/tree_builder.hpp"

#include <algorithm>
#include <utility>

namespace orc {

tree_builder::link tree_builder::links_of::operator()(const std::string& to) const {
  tree_.sends_to_[owner_].insert(to);
  return link{tree_.name(to)};
}

std::map<std::string, supervisor_actor> tree_builder::links_of::supervisors() const {
  std::map<std::string, supervisor_actor> all;
  for (const auto& r : tree_.rows_)
    if (r.team)
      all.emplace(r.id, (*this)(r.id));
  return all;
}

void tree_builder::team(const std::string& parent, supervisor_spec spec) {
  const auto id = spec.name;
  rows_.push_back({id, parent, nullptr, std::move(spec)});
  (void)name(id);
}

void tree_builder::child(const std::string& parent,
                         const std::string& id,
                         std::function<child_spec()> make) {
  rows_.push_back({id, parent, std::move(make), std::nullopt});
  (void)name(id);
}

const tree_builder::row* tree_builder::find_row(const std::string& id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const auto& r) { return r.id == id; });
  return found == rows_.end() ? nullptr : &*found;
}

child_spec tree_builder::child_of(const row& of) {
  child_spec child;
  if (of.team) {
    child.supervisor = true;
    child.critical = true;
    child.start = [below = spec_of(of.id)](const spawner& at) {
      return at.spawn(supervisor, below);
    };
  } else {
    child = of.make();
  }
  child.id = of.id;
  child.name = name(of.id);
  return child;
}

supervisor_spec tree_builder::spec_of(const std::string& team) {
  auto spec = *find_row(team)->team;
  for (const auto& r : rows_)
    if (r.parent == team)
      spec.children.push_back(child_of(r));
  return spec;
}

caf::strong_actor_ptr tree_builder::name(const std::string& component) {
  auto& entry = names_[component];
  if (!entry)
    entry = make_untyped_name(system_, component, {});
  return entry;
}

caf::strong_actor_ptr tree_builder::find(const std::string& component) const {
  const auto found = names_.find(component);
  return found == names_.end() ? nullptr : found->second;
}

std::string tree_builder::parent_of(const std::string& component) const {
  const auto* found = find_row(component);
  return found ? found->parent : std::string{};
}

wiring tree_builder::sends_to() const {
  wiring out;
  for (const auto& [from, to] : sends_to_)
    out[from] = {to.begin(), to.end()};
  return out;
}

void tree_builder::retire_names() {
  for (auto& [component, handle] : names_)
    name_behind(handle).retire(caf::exit_reason::user_shutdown);
  names_.clear();
}

} // namespace orc
