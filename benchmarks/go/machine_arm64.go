// SPDX-License-Identifier: Apache-2.0
// machine_arm64.go: numbers of system calls that package syscall does not have.

package main

const sysMemfdCreate = 279
