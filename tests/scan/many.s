# SPDX-License-Identifier: Apache-2.0
# many.s: ten million entries of debug information, in lists and in each other, around a function that takes one struct.
	.set	each, 2500000
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
	.uleb128 1, 0x11		# unit: name, language, low, high
	.byte 1
	.uleb128 0x03, 0x08, 0x13, 0x0b, 0x11, 0x01, 0x12, 0x07, 0, 0
	.uleb128 2, 0x2e		# function: name, low, high
	.byte 1
	.uleb128 0x03, 0x08, 0x11, 0x01, 0x12, 0x07, 0, 0
	.uleb128 3, 0x05		# parameter: name, type
	.byte 0
	.uleb128 0x03, 0x08, 0x49, 0x13, 0, 0
	.uleb128 4, 0x13		# struct: name, size
	.byte 1
	.uleb128 0x03, 0x08, 0x0b, 0x07, 0, 0
	.uleb128 5, 0x0d		# member of nothing
	.byte 0
	.uleb128 0, 0
	.uleb128 6, 0x05		# parameter of nothing
	.byte 0
	.uleb128 0, 0
	.uleb128 7, 0x0b		# block
	.byte 1
	.uleb128 0, 0
	.uleb128 8, 0x34		# variable
	.byte 0
	.uleb128 0, 0
	.byte 0

	.section .debug_info,"",@progbits
.Lunit:
	.4byte .Lunit_end - .Lunit_begin
.Lunit_begin:
	.2byte 4
	.4byte .debug_abbrev
	.byte 8
	.uleb128 1
	.asciz "many.c"
	.byte 0x0c			# C99
	.8byte takes
	.8byte .Lend - takes
	.fill	each, 1, 8		# variables

	.uleb128 2
	.asciz "takes"
	.8byte takes
	.8byte .Lend - takes
	.uleb128 3
	.asciz "wide"
	.4byte .Lwide - .Lunit
	.fill	each, 1, 6		# parameters
	.fill	each, 1, 7		# blocks in blocks
	.fill	each, 1, 0
	.byte 0

.Lwide:
	.uleb128 4
	.asciz "wide"
	.8byte 4096
	.fill	each, 1, 5		# members
	.byte 0
	.byte 0
.Lunit_end:
