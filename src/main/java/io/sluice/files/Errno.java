package io.sluice.files;

/** The errors of system calls that callers tell apart (errno(3)). */
public enum Errno {
  EPERM,
  ENOENT,
  EIO,
  EBADF,
  EAGAIN,
  EACCES,
  EBUSY,
  EEXIST,
  EXDEV,
  ENODEV,
  ENOTDIR,
  EISDIR,
  EINVAL,
  ENFILE,
  EMFILE,
  EFBIG,
  ENOSPC,
  EROFS,
  EMLINK,
  ERANGE,
  ENAMETOOLONG,
  ENOSYS,
  ENOTEMPTY,
  ELOOP,
  ENODATA,
  EOPNOTSUPP,
  ESTALE,
  EDQUOT,
  /** Any other. */
  OTHER
}
