// SPDX-License-Identifier: GPL-3.0-or-later
// A far end that goes away in the middle of a write is a trouble of that request, not the end of
// the program. For a thread that talks to somebody, as its first act.
#pragma once

#include <pthread.h>
#include <signal.h>

namespace devices {

inline void outlive_broken_pipes() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

}  // namespace devices
