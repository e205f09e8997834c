#include "runtime/app/daemon.hpp"

int main(int argc, char** argv) {
  return orc::run_daemon(argc, argv);
}
