#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hdf5_survey.h"
#include "report.h"
#include "survey.h"

/// Seconds of processor time.
enum { TIME_LIMIT = 8 };

/// Bytes that the process has mapped.
static rlim_t mapped_bytes(void) {
  char text[64] = "";
  int descriptor = open("/proc/self/statm", O_RDONLY);
  if (descriptor < 0 || read(descriptor, text, sizeof text - 1) <= 0) return 0;
  close(descriptor);
  return (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit(int resource, rlim_t value) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) return;
  if (current.rlim_max != RLIM_INFINITY && value > current.rlim_max) value = current.rlim_max;
  struct rlimit wanted = {value, current.rlim_max};
  setrlimit(resource, &wanted);
}

/// Forks. The child is alone with its pipe: it writes to no terminal, leaves no core and dies with its parent.
static pid_t start(int out, size_t memory) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child != 0) return child;
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // A terminal's interrupt is the parent's to answer.
  signal(SIGINT, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  int nowhere = open("/dev/null", O_RDWR);
  for (int standard = 0; standard <= 2; standard++)
    if (standard != out) dup2(nowhere, standard);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, TIME_LIMIT);
  rlim_t mapped = mapped_bytes();
  if (mapped > 0) limit(RLIMIT_AS, mapped + memory);
  report_begin(out);
  return 0;
}

static void finish(void) {
  report_word(HDF5_REPORT_END);
  report_word(0);
  report_flush();
  _exit(0);
}

pid_t hdf5_start_survey(const char *path, int out, size_t memory) {
  pid_t child = start(out, memory);
  if (child != 0) return child;
  survey(path);
  finish();
  return 0;
}

pid_t hdf5_start_chunk_search(
    const char *path, const char *dataset, const uint64_t *offsets, size_t count, size_t rank, int out, size_t memory) {
  pid_t child = start(out, memory);
  if (child != 0) return child;
  search_chunks(path, dataset, offsets, count, rank);
  finish();
  return 0;
}
