/*
 * Preloaded into a server: writes down, in order, what it does to the files of one folder, with their contents, and
 * when. What is on a disk after the power went can then be worked out for any moment of it: `disk.ts`.
 *
 * POWER_FOLDER is the folder, POWER_RECORD the file that is appended to. A record is a head and as many bytes as it
 * says; the clock is the one of `process.hrtime`. Files named `-shm` are memory of SQLite's, not of the disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, TRUNCATE, SYNC, UNLINK, RENAME };

struct head {
  uint64_t nanoseconds;
  int64_t offset;
  uint32_t length;
  uint32_t fd;
  uint32_t kind;
  uint32_t flags;
};

#define MOST_FDS 65536
#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static int record = -1;
static unsigned char watched[MOST_FDS];

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void begin(void) {
  real_write = NEXT(ssize_t(*)(int, const void *, size_t), "write");
  real_writev = NEXT(ssize_t(*)(int, const struct iovec *, int), "writev");
  real_pwrite = NEXT(ssize_t(*)(int, const void *, size_t, off_t), "pwrite64");
  real_open = NEXT(int (*)(const char *, int, ...), "open64");
  real_openat = NEXT(int (*)(int, const char *, int, ...), "openat64");
  real_close = NEXT(int (*)(int), "close");
  real_ftruncate = NEXT(int (*)(int, off_t), "ftruncate64");
  real_fsync = NEXT(int (*)(int), "fsync");
  real_fdatasync = NEXT(int (*)(int), "fdatasync");
  real_unlink = NEXT(int (*)(const char *), "unlink");
  real_rename = NEXT(int (*)(const char *, const char *), "rename");
  const char *to = getenv("POWER_RECORD");
  folder = getenv("POWER_FOLDER");
  if (folder == NULL || to == NULL) return;
  folder_length = strlen(folder);
  record = real_open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* A program that cannot write down what it does has to end: what it did would be missing. */
static void put(const void *bytes, size_t length) {
  const char *from = bytes;
  while (length > 0) {
    ssize_t done = real_write(record, from, length);
    if (done <= 0) abort();
    from += done;
    length -= (size_t)done;
  }
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void note(uint32_t kind, uint64_t at, int fd, int64_t offset, uint32_t flags, const void *bytes, size_t length) {
  struct head head = {at, offset, (uint32_t)length, (uint32_t)fd, kind, flags};
  put(&head, sizeof head);
  put(bytes, length);
}

static int is_ours(const char *path) {
  size_t length;
  if (record < 0 || path == NULL || strncmp(path, folder, folder_length) != 0) return 0;
  if (path[folder_length] != '/' && path[folder_length] != 0) return 0;
  length = strlen(path);
  return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static int is_watched(int fd) { return record >= 0 && fd >= 0 && fd < MOST_FDS && watched[fd]; }

static void forget(int fd) {
  if (fd >= 0 && fd < MOST_FDS) watched[fd] = 0;
}

static int noted_open(int at, const char *path, int flags, mode_t mode) {
  int fd;
  uint64_t time;
  if (!is_ours(path)) {
    fd = at == AT_FDCWD ? real_open(path, flags, mode) : real_openat(at, path, flags, mode);
    forget(fd);
    return fd;
  }
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  fd = real_open(path, flags, mode);
  if (fd >= 0 && fd < MOST_FDS) {
    watched[fd] = 1;
    note(OPEN, time, fd, 0, (flags & O_TRUNC) != 0, path, strlen(path));
  }
  pthread_mutex_unlock(&one_at_a_time);
  return fd;
}

#define MODE_OF(last)                                        \
  mode_t mode = 0;                                           \
  if (flags & (O_CREAT | __O_TMPFILE)) {                     \
    va_list more;                                            \
    va_start(more, last);                                    \
    mode = va_arg(more, mode_t);                             \
    va_end(more);                                            \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return noted_open(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return noted_open(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return noted_open(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return noted_open(at, path, flags | O_LARGEFILE, mode);
}

int close(int fd) {
  forget(fd);
  return real_close(fd);
}

static ssize_t noted_pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  ssize_t done;
  uint64_t time;
  if (!is_watched(fd)) return real_pwrite(fd, bytes, length, offset);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  done = real_pwrite(fd, bytes, length, offset);
  if (done > 0) note(WRITE, time, fd, offset, 0, bytes, (size_t)done);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return noted_pwrite(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  return noted_pwrite(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  ssize_t done;
  uint64_t time;
  if (!is_watched(fd)) return real_write(fd, bytes, length);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  done = real_write(fd, bytes, length);
  if (done > 0) note(WRITE, time, fd, lseek(fd, 0, SEEK_CUR) - done, 0, bytes, (size_t)done);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

/* Nothing of ours writes a watched file in several parts; what begins to has to be taken in here. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_watched(fd)) abort();
  return real_writev(fd, parts, count);
}

static int noted_truncate(int fd, off_t size) {
  int failed;
  uint64_t time;
  if (!is_watched(fd)) return real_ftruncate(fd, size);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  failed = real_ftruncate(fd, size);
  if (!failed) note(TRUNCATE, time, fd, size, 0, "", 0);
  pthread_mutex_unlock(&one_at_a_time);
  return failed;
}

int ftruncate(int fd, off_t size) { return noted_truncate(fd, size); }

int ftruncate64(int fd, off_t size) { return noted_truncate(fd, size); }

static int noted_sync(int fd, int (*sync)(int)) {
  int failed;
  uint64_t time;
  if (!is_watched(fd)) return sync(fd);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  failed = sync(fd);
  if (!failed) note(SYNC, time, fd, 0, 0, "", 0);
  pthread_mutex_unlock(&one_at_a_time);
  return failed;
}

int fsync(int fd) { return noted_sync(fd, real_fsync); }

int fdatasync(int fd) { return noted_sync(fd, real_fdatasync); }

int unlink(const char *path) {
  int failed;
  uint64_t time;
  if (!is_ours(path)) return real_unlink(path);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  failed = real_unlink(path);
  if (!failed) note(UNLINK, time, 0, 0, 0, path, strlen(path));
  pthread_mutex_unlock(&one_at_a_time);
  return failed;
}

int rename(const char *from, const char *to) {
  int failed;
  uint64_t time;
  char both[8192];
  size_t first, second;
  if (!is_ours(from) && !is_ours(to)) return real_rename(from, to);
  first = strlen(from) + 1;
  second = strlen(to);
  if (first + second > sizeof both) abort();
  memcpy(both, from, first);
  memcpy(both + first, to, second);
  pthread_mutex_lock(&one_at_a_time);
  time = now();
  failed = real_rename(from, to);
  if (!failed) note(RENAME, time, 0, 0, 0, both, first + second);
  pthread_mutex_unlock(&one_at_a_time);
  return failed;
}
