/* Preloaded: the Nth call that changes something under a folder fails with an I/O error, in whatever process it falls.
   ERROR_FOLDER names the folder, ERROR_COUNT a file with a counter that all processes share, ERROR_AT the call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int within(const char *path) {
  const char *folder = getenv("ERROR_FOLDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int counted(void) {
  static _Atomic uint32_t *count;
  if (!count) {
    int file = REAL(open)(getenv("ERROR_COUNT"), O_RDWR);
    if (file < 0) return 0;
    count = mmap(0, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
  }
  if (++*count != (uint32_t)atoi(getenv("ERROR_AT"))) return 0;
  errno = EIO;
  return 1;
}

static int fails_at(int folder, const char *path) {
  char whole[8192], place[64];
  if (path[0] == '/') return within(path) && counted();
  snprintf(place, sizeof place, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
  ssize_t length = readlink(place, whole, 4096);
  if (length < 0) return 0;
  snprintf(whole + length, sizeof whole - length, "/%s", path);
  return within(whole) && counted();
}

static int fails(const char *path) { return fails_at(AT_FDCWD, path); }

static int fails_on(int file) {
  char place[64], path[4097];
  int before = errno;
  snprintf(place, sizeof place, "/proc/self/fd/%d", file);
  ssize_t length = readlink(place, path, 4096);
  errno = before;
  if (length < 0) return 0;
  path[length] = 0;
  return within(path) && counted();
}

ssize_t write(int file, const void *bytes, size_t size) { return fails_on(file) ? -1 : REAL(write)(file, bytes, size); }
int fsync(int file) { return fails_on(file) ? -1 : REAL(fsync)(file); }
int syncfs(int file) { return fails_on(file) ? -1 : REAL(syncfs)(file); }
int rename(const char *old, const char *new) { return fails(new) ? -1 : REAL(rename)(old, new); }
int renameat(int from, const char *old, int to, const char *new) {
  return fails_at(to, new) ? -1 : REAL(renameat)(from, old, to, new);
}
int link(const char *old, const char *new) { return fails(new) ? -1 : REAL(link)(old, new); }
int linkat(int from, const char *old, int to, const char *new, int flags) {
  return fails_at(to, new) ? -1 : REAL(linkat)(from, old, to, new, flags);
}
int symlink(const char *target, const char *new) { return fails(new) ? -1 : REAL(symlink)(target, new); }
int unlink(const char *path) { return fails(path) ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return fails(path) ? -1 : REAL(mkdir)(path, mode); }
