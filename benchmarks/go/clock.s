// SPDX-License-Identifier: Apache-2.0
// clock.s: nothing; with an assembly file in it, a package may declare functions without a body.
