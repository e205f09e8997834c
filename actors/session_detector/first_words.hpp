// What has to stand in a text for an expression to match at all: a look for it costs far less than
// the expression. Pure; used by compile.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// One of these has to be there. Known for an expression that begins, behind flags, a row's
/// beginning and blanks, with a word, with a group of words, or with a class of glyphs that are not
/// ASCII: "^\\s*YOLO\\b", "^(Killed|Aborted)", "(?s:^\\s*[✕✖] ...". Empty: nothing is known.
[[nodiscard]] std::vector<std::string> first_words(std::string_view regex);

} // namespace orc
