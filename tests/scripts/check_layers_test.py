#!/usr/bin/env python3
"""That scripts/check_layers finds what breaks the house, and lets pass what does not."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).parents[2] / "scripts" / "check_layers"


def check(files):
    """Lays a small tree and checks it; (exit status, output)."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
        return run.returncode, run.stdout


TYPES = {"messages/types/a.hpp": "#pragma once\n", "messages/x_actor.hpp": '#include "messages/types/a.hpp"\n'}


class CheckLayers(unittest.TestCase):
    def passes(self, **files):
        self.assertEqual(check(TYPES | self.named(files))[0], 0)

    def breaks(self, word, **files):
        status, out = check(TYPES | self.named(files))
        self.assertEqual(status, 1)
        self.assertIn(word, out)

    @staticmethod
    def named(files):
        return {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}

    def test_logic_may_see_types_and_its_own_folder(self):
        self.passes(actors__x__logic_dot_hpp='#include "messages/types/a.hpp"\n',
                    actors__x__more_dot_hpp='#include "actors/x/logic.hpp"\n')

    def test_logic_may_not_see_caf(self):
        self.breaks("may not include <caf/all.hpp>", actors__x__logic_dot_hpp="#include <caf/all.hpp>\n")

    def test_logic_may_not_see_messages(self):
        self.breaks("messages/x_actor.hpp", actors__x__logic_dot_hpp='#include "messages/x_actor.hpp"\n')

    def test_logic_may_not_see_another_actors_logic(self):
        self.breaks("actors/y/logic.hpp", actors__y__logic_dot_hpp="\n",
                    actors__x__logic_dot_hpp='#include "actors/y/logic.hpp"\n')

    def test_a_shell_may_see_caf_and_messages(self):
        self.passes(actors__x__x_dot_cpp='#include <caf/all.hpp>\n#include "messages/x_actor.hpp"\n')

    def test_a_shell_may_not_see_another_shell(self):
        self.breaks("actors/y/y.hpp", actors__y__y_dot_hpp="\n", actors__x__x_dot_cpp='#include "actors/y/y.hpp"\n')

    def test_a_shell_may_not_see_http(self):
        self.breaks("runtime/http/server.hpp", runtime__http__server_dot_hpp="\n",
                    actors__x__x_dot_cpp='#include "runtime/http/server.hpp"\n')

    def test_the_gateways_shell_may_see_http(self):
        self.passes(runtime__http__server_dot_hpp="\n",
                    actors__http_gateway__http_gateway_dot_cpp='#include "runtime/http/server.hpp"\n')

    def test_http_may_not_see_a_shell(self):
        self.breaks("actors/x/x.hpp", actors__x__x_dot_hpp="\n",
                    runtime__http__server_dot_hpp='#include "actors/x/x.hpp"\n')

    def test_sqlite_belongs_to_storage(self):
        self.passes(storage__db_dot_cpp="#include <sqlite3.h>\n")
        self.breaks("<sqlite3.h>", runtime__host__db_dot_cpp="#include <sqlite3.h>\n")

    def test_the_composition_sees_all(self):
        self.passes(actors__x__x_dot_hpp="\n", runtime__app__c_dot_cpp='#include "actors/x/x.hpp"\n#include <sqlite3.h>\n')

    def test_a_cycle_is_named(self):
        self.breaks("include cycle", storage__a_dot_hpp='#include "storage/b.hpp"\n',
                    storage__b_dot_hpp='#include "storage/a.hpp"\n')

    def test_an_include_of_nothing_is_named(self):
        self.breaks("does not exist", storage__a_dot_hpp='#include "storage/gone.hpp"\n')

    def test_an_unknown_room_is_named(self):
        self.breaks("no such room", runtime__cellar__a_dot_hpp="\n")

    def test_an_empty_tree_is_no_house(self):
        self.assertEqual(check({})[0], 1)


if __name__ == "__main__":
    unittest.main()
