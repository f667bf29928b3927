# SPDX-License-Identifier: Apache-2.0
# hostile.s: a function whose debug information leads in circles, lies about sizes, and has names that command terminals.
	.text
	.globl	takes
	.type	takes, @function
takes:
	nop
	ret
.Lend:
	.size	takes, .-takes
	.section .note.GNU-stack,"",@progbits

	.section .debug_abbrev,"",@progbits
	.uleb128 1, 0x11		# unit
	.byte 1
	.uleb128 0x03, 0x08, 0x13, 0x0b, 0x11, 0x01, 0x12, 0x07, 0, 0
	.uleb128 2, 0x2e		# function: name, low, high, origin
	.byte 1
	.uleb128 0x03, 0x08, 0x11, 0x01, 0x12, 0x07, 0x31, 0x13, 0x49, 0x13, 0, 0
	.uleb128 3, 0x05		# parameter: name, type
	.byte 0
	.uleb128 0x03, 0x08, 0x49, 0x13, 0, 0
	.uleb128 4, 0x16		# typedef: name, type
	.byte 0
	.uleb128 0x03, 0x08, 0x49, 0x13, 0, 0
	.uleb128 5, 0x13		# struct: name, size
	.byte 1
	.uleb128 0x03, 0x08, 0x0b, 0x07, 0, 0
	.uleb128 6, 0x0d		# member: name, type, place
	.byte 0
	.uleb128 0x03, 0x08, 0x49, 0x13, 0x38, 0x07, 0, 0
	.uleb128 7, 0x2e		# function without code: origin
	.byte 0
	.uleb128 0x31, 0x13, 0, 0
	.uleb128 8, 0x05		# parameter: origin
	.byte 0
	.uleb128 0x31, 0x13, 0, 0
	.uleb128 9, 0x01		# array: type
	.byte 1
	.uleb128 0x49, 0x13, 0, 0
	.uleb128 10, 0x21		# subrange: count
	.byte 0
	.uleb128 0x37, 0x07, 0, 0
	.byte 0

	.section .debug_info,"",@progbits
.Lunit:
	.4byte .Lunit_end - .Lunit_begin
.Lunit_begin:
	.2byte 4
	.4byte .debug_abbrev
	.byte 8
	.uleb128 1
	.asciz "<b>\033]0;owned\007.c"
	.byte 0x0c			# C99
	.8byte takes
	.8byte .Lend - takes

.Lfunction:
	.uleb128 2
	.asciz "takes\033[31m<script>alert(1)</script>"
	.8byte takes
	.8byte .Lend - takes
	.4byte .Lcircle - .Lunit
	.4byte .Lself - .Lunit
	.uleb128 3
	.asciz "sane\342\200\256"
	.4byte .Lsane - .Lunit
	.uleb128 3
	.asciz "round"
	.4byte .Lround - .Lunit
	.uleb128 3
	.asciz "huge"
	.4byte .Lhuge - .Lunit
	.uleb128 3
	.asciz "self"
	.4byte .Lself - .Lunit
	.uleb128 3
	.asciz "array"
	.4byte .Larray - .Lunit
	.uleb128 3
	.asciz "outside"
	.4byte 0x7fffffff
.Lparameter:
	.uleb128 8
	.4byte .Lparameter - .Lunit
	.byte 0

.Lcircle:
	.uleb128 7
	.4byte .Lcircle2 - .Lunit
.Lcircle2:
	.uleb128 7
	.4byte .Lcircle - .Lunit

.Lround:
	.uleb128 4
	.asciz "round"
	.4byte .Lround2 - .Lunit
.Lround2:
	.uleb128 4
	.asciz "round2"
	.4byte .Lround - .Lunit

.Lsane:
	.uleb128 5
	.asciz "evil\033[2J\n<img src=x onerror=alert(1)>"
	.8byte 4096
	.uleb128 6
	.asciz "far"
	.4byte .Lhuge - .Lunit
	.8byte 0x7fffffffffffffff
	.byte 0

.Lhuge:
	.uleb128 5
	.asciz "huge"
	.8byte 0x8000000000000000
	.byte 0

.Lself:				# a struct that holds itself, twice
	.uleb128 5
	.asciz "self"
	.8byte 40
	.uleb128 6
	.asciz "a"
	.4byte .Lself - .Lunit
	.8byte 0
	.uleb128 6
	.asciz "b"
	.4byte .Lself - .Lunit
	.8byte 8
	.byte 0

.Larray:			# as many elements as there are numbers
	.uleb128 9
	.4byte .Larray - .Lunit
	.uleb128 10
	.8byte 0xffffffffffffffff
	.byte 0
	.byte 0
.Lunit_end:
