/* Loaded before libc, gives one process a wall clock that another sets while it runs: everything that
 * shows CLOCK_REALTIME is off by the number of nanoseconds at the beginning of the file CLOCK_STEP.
 * The monotonic clock, by which all waiting is done, stays as it is. See ld.so(8), LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static const volatile int64_t *step;
static int (*clock_real)(clockid_t, struct timespec *);
static int (*wait_real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("CLOCK_STEP");
    clock_real = dlsym(RTLD_NEXT, "clock_gettime");
    wait_real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    if (name) {
        int file = open(name, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            void *at = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
            step = at == MAP_FAILED ? NULL : at;
            close(file);
        }
    }
}

static void shift(struct timespec *time, int64_t by) {
    int64_t nanos = time->tv_sec * SECOND + time->tv_nsec + by;
    time->tv_sec = nanos / SECOND;
    time->tv_nsec = nanos % SECOND;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = clock_real ? clock_real(clock, time) : (int) syscall(SYS_clock_gettime, clock, time);
    if (!failed && step && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        shift(time, *step);
    return failed;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void) zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}

/* A deadline by the wall clock comes when the kernel's shows it; none by the monotonic one is so late. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    struct timespec deadline = *until;
    if (step && deadline.tv_sec > 1000000000) shift(&deadline, -*step);
    return wait_real(condition, mutex, &deadline);
}
