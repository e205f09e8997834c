#include "runtime/cli/validate_state.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc::cli {
namespace {

database_look sound() {
  database_look look;
  look.exists = true;
  look.version = 2;
  look.bytes = 4096;
  return look;
}

outcome verdict(const database_look& look, const result<spool_look>& spool, bool json = false) {
  return state_verdict("/s/monitor.db", look, spool, json);
}

TEST(ValidateState, SaysNothingOfASpoolThatIsNot) {
  const auto o = verdict(sound(), spool_look{});
  EXPECT_EQ(o.status, 0);
  EXPECT_EQ(o.out, "/s/monitor.db: sound, format 2, 4096 bytes\n");
}

TEST(ValidateState, ASpoolBesideASoundDatabaseIsSaidAndNoFault) {
  const auto o = verdict(sound(), spool_look{100, 7, 0});
  EXPECT_EQ(o.status, 0);
  EXPECT_NE(o.out.find("/s/monitor.db.spool: 7 records wait for the database to be written, "
                       "100 bytes\n"),
            std::string::npos)
      << o.out;
}

TEST(ValidateState, ADamagedSpoolIsOneAndSoIsOneThatCannotBeRead) {
  EXPECT_EQ(verdict(sound(), spool_look{100, 7, 1}).status, 65);
  EXPECT_NE(verdict(sound(), spool_look{100, 7, 1}).out.find("1 of them damaged"),
            std::string::npos);
  const result<spool_look> forbidden = fail(errc::permission, "/s/monitor.db.spool: denied");
  EXPECT_EQ(verdict(sound(), forbidden).status, 65);
  EXPECT_NE(verdict(sound(), forbidden).out.find("denied"), std::string::npos);
}

TEST(ValidateState, ASpoolIsSaidWhereTheDatabaseIsGoneOrDamaged) {
  EXPECT_EQ(verdict({}, spool_look{100, 7, 0}).status, 66);
  EXPECT_NE(verdict({}, spool_look{100, 7, 0}).out.find("7 records"), std::string::npos);
  auto damaged = sound();
  damaged.fault = error{errc::storage, "damaged"};
  EXPECT_EQ(verdict(damaged, spool_look{100, 7, 0}).status, 65);
}

TEST(ValidateState, JsonHoldsTheSpoolOrNull) {
  const auto none = boost::json::parse(verdict(sound(), spool_look{}, true).out);
  EXPECT_TRUE(none.at("spool").is_null());
  const auto one = boost::json::parse(verdict(sound(), spool_look{100, 7, 0}, true).out);
  EXPECT_EQ(one.at("spool").at("records").to_number<int>(), 7);
  EXPECT_TRUE(one.at("spool").at("fault").is_null());
}

} // namespace
} // namespace orc::cli
