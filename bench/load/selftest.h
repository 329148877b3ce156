#ifndef SELFTEST_H
#define SELFTEST_H
void selftest(void); /* exits 1 with a message where something is wrong */
#endif
