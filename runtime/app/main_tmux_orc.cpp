#include "runtime/cli/cli.hpp"

int main(int argc, char** argv) {
  return orc::cli::run(argc, argv);
}
