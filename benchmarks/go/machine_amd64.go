// SPDX-License-Identifier: Apache-2.0
// machine_amd64.go: numbers of system calls that package syscall does not have.

package main

const sysMemfdCreate = 319
