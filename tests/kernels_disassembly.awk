# SPDX-License-Identifier: Apache-2.0
# kernels_disassembly.awk: reads objdump -d -M intel of a layout and judges every kernel in it.

function complain(what) {
    if (++complaints <= 20) printf "%s: %s\n", name, what
}

function hex(text,    i, value) {
    value = 0
    for (i = 1; i <= length(text); i++)
        value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
    return value
}

function width(line) {
    if (line ~ /XMMWORD PTR/) return 16
    if (line ~ /YMMWORD PTR/) return 32
    if (line ~ /QWORD PTR/) return 8
    if (line ~ /DWORD PTR/) return 4
    if (line ~ /BYTE PTR/) return 1
    return 2
}

# What a kernel's name says: family, pass, bytes, class and the name of its callee.
function parse(symbol,    part, count, twin) {
    count = split(symbol, part, "_")
    family = part[1]; pass = part[2]; class = "int"; callee = ""; bytes = part[3]
    later = ""; mallocs = frees = 0
    if (family == "arg" && count == 6) {
        class = part[3]; bytes = part[4]
        callee = "bv_arg_" pass "_" class "_" bytes "_" part[5]
    } else if (family == "chain" && count == 4)
        callee = "bv_chain_" pass "_" bytes "_" part[4]
    else if (family == "indirect" && count == 3)
        callee = "*"
    else if ((family == "ret" || family == "update" || family == "accumulate") && count == 3)
        callee = "bv_" symbol
    else if (family == "scan" && count == 3)
        callee = "bv_scan_" (pass == "value" ? "value" : "pointer") "_" bytes
    else if (family == "inline" && count == 3)
        callee = "none"
    else if (family == "null" && count == 4) {
        callee = "bv_null_" (pass == "churn" ? "pointer" : pass) "_" bytes "_" part[4]
        frees = mallocs = pass == "churn"
    } else if (family == "iface" && count == 3) {
        callee = "bv_iface_" (pass == "value" ? "value_" bytes : pass == "smallbuf" ? pass : "pair")
        frees = mallocs = pass == "boxed" || (pass == "smallbuf" && bytes > 16)
        bytes += pass == "value" ? 8 : 0
    } else if (family == "closure" && count == 4) {
        twin = pass == "value" ? "_" bytes : ""
        callee = "bv_closure_" (part[4] == "local" ? "call" : "keep") twin
        if (part[4] == "stored") later = "bv_closure_fire" (pass == "heap" ? "_last" : twin)
        mallocs = pass == "heap"
        frees = mallocs && part[4] == "local"
        bytes += pass == "value" ? 8 : 0
    } else if (family == "escape" && count == 4) {
        callee = pass == "stack" ? "none" : "any"
        mallocs = pass == "stack" ? 0 : pass == "local" ? "any" : part[4] == "realloc" ? 2 : 1
        frees = part[4] == "realloc" ? "any" : mallocs # where it fails, the path out frees
    } else if (family == "deep" && count == 3)
        callee = "bv_" symbol
    else if (family == "recurse" && count == 3)
        callee = "bv_recurse_" (pass == "stack" ? "even" : pass) "_" bytes
    else if (family == "threads" && count == 4 && part[3] == "own") {
        bytes = part[4]
        callee = "bv_threads_" pass "_" bytes
        frees = mallocs = pass == "pointer"
    } else if (family == "churn" && count >= 5) {
        # churn_PASS_SITE_WHEN_BYTES, where SITE may be two words
        site = part[3] (count == 6 ? "_" part[4] : ""); bytes = part[count]
        callee = site == "alloca" ? "bv_churn_alloca_" bytes : "bv_churn_" pass "_" bytes
    } else
        return 0
    return bytes ~ /^[0-9]+$/
}

# How often a churn kernel calls what obtains its object and what takes it back; where it calls its
# callee is left in `where`. A call that is not there was removed by the compiler.
function judge_obtaining(    i, got, given, get, give) {
    get = site ~ /^heap/ ? "malloc" : site == "gc" ? "GC_malloc" : site == "gc_atomic" ? "GC_malloc_atomic" : ""
    give = site == "heap" ? "free" : ""
    where = -1
    for (i = 1; i <= lines; i++) {
        if (code[i] !~ /^call/) continue
        if (index(code[i], "<" callee ">")) where = address[i]
        else if (get != "" && index(code[i], "<" get "@plt>")) got++
        else if (give != "" && index(code[i], "<" give "@plt>")) given++
        else if (code[i] !~ /<(memcpy@plt|bv_pool_grow)>/) complain("calls what it should not: " code[i])
    }
    if (got + 0 != (get != "")) complain("calls " get " " got + 0 " times")
    if (given + 0 != (give != "")) complain("calls " give " " given + 0 " times")
}

# A callee of family deep has a frame of the size that its name says, and only one: recursion was not
# inlined into itself.
function judge_frame(    i, part, frame, calls) {
    split(name, part, "_")
    for (i = 1; i <= lines; i++) {
        if (code[i] ~ /^sub +rsp,0x/) { split(code[i], word, "0x"); frame += hex(word[2]) }
        calls += code[i] ~ /^call/
    }
    if (frame < part[4] || frame > part[4] + 4096 + 64)
        complain("has a frame of " frame + 0 " bytes, not some " part[4])
    if (calls != 1) complain("calls " calls + 0 " times, not once")
    frames++
}

# Judge the function whose lines stand in code[1 .. lines].
function judge(    i, top, bottom, target, stored, calls, repeat, goes_on, length_of, text, allocated, freed, later_calls) {
    if (name ~ /^(bv_|arg_|chain_|indirect_|ret_|update_|accumulate_|scan_|inline_|null_|iface_|closure_|escape_|deep_|recurse_|threads_|churn_)/ && name !~ /^bv_team_/ && name ~ /\./)
        complain("was rewritten by the compiler")
    if (name ~ /^bv_(deep_stack|recurse_even|recurse_odd)_[0-9]+$/) judge_frame()
    if (!parse(name)) return
    kernels[family]++
    if (family == "churn") judge_obtaining()
    top = -1
    for (i = 1; i <= lines; i++)
        if (code[i] ~ /^j/ && split(code[i], word, /[ \t]+/) >= 2) {
            target = hex(word[2])
            if (target <= address[i] && target >= address[1]) {
                if (family == "churn") {
                    # made once, passed often: the innermost loop around the call is meant
                    if (target > where || address[i] < where || target < top) continue
                    if (target > top || address[i] < bottom) bottom = address[i]
                    top = target
                    continue
                }
                if (top < 0 || target < top) top = target
                bottom = address[i]
            }
        }
    if (top < 0) { complain("has no loop"); return }
    text = ""
    for (i = 1; i <= lines; i++) {
        if (address[i] < top || address[i] > bottom) continue
        if (code[i] ~ /^call/) {
            if (callee == "*" ? code[i] !~ /</ : index(code[i], "<" callee ">")) calls++
            later_calls += later != "" && index(code[i], "<" later ">")
            allocated += code[i] ~ /<(malloc|calloc|realloc)@plt>/
            freed += code[i] ~ /<free@plt>/
            goes_on = 0
            if (code[i] ~ /<memcpy@plt>/ && !mallocs) stored += length_of
        }
        if (code[i] ~ /^mov +edx,0x/) { split(code[i], word, "0x"); length_of = hex(word[2]) }
        if (code[i] ~ /^mov +ecx,0x/) { split(code[i], word, "0x"); repeat = hex(word[2]) }
        if (code[i] ~ /^rep movs/) { stored += repeat * width(code[i]); goes_on = 1 }
        if (goes_on && code[i] ~ /^mov[a-z]* +[A-Z]+ PTR \[rdi/) stored += width(code[i])
        if (code[i] ~ /^push/) stored += 8
        if (code[i] ~ /^mov[a-z]* +[A-Z]+ PTR \[rsp/) stored += width(code[i])
        sub(/[0-9a-f]+ <.*/, "", code[i])
        sub(/\[rip[+-]0x[0-9a-f]+\]/, "[rip]", code[i])
        text = text code[i] "\n"
    }
    if (callee == "none") {
        if (text ~ /call/) complain("something is called where the inliner should have seen all")
    } else if (callee != "any" && calls != 1)
        complain("calls " callee " " calls + 0 " times in its loop, not once")
    if (pass == "value" && family != "ret" && family != "inline" && (bytes > 16 || class == "packed")) {
        if (stored < bytes) complain("by value: stores " stored + 0 " of " bytes " bytes to the stack")
        copies++
    }
    # what churn makes and passes in registers may stay in them
    if (pass == "value" && family != "ret" && !(family == "churn" && bytes <= 16) && stored == 0 && text !~ /PTR \[/)
        complain("by value: loads nothing in its loop")
    if (family !~ /^(ret|churn)$/ && mallocs != "any" && (allocated + 0 != mallocs || (frees != "any" && freed + 0 != frees)))
        complain("allocates " allocated + 0 " and frees " freed + 0 " times in its loop, not " mallocs " and " frees)
    if (later != "" && later_calls != 1)
        complain("calls " later " " later_calls + 0 " times in its loop, not once")
    if (pass != "value" && pass != "smallbuf" && family !~ /^(ret|escape)$/ && stored > 0)
        complain("by pointer: stores " stored " bytes to the stack in its loop")
    if (family == "inline") {
        if (pass == "value") value_text[bytes] = text
        else pointer_text[bytes] = text
    }
    if (family == "null") twin_text[pass "_" bytes, substr(name, length(name))] = text
}

/^[0-9a-f]+ <.*>:$/ {
    if (name != "") judge()
    name = $2
    gsub(/[<>:]/, "", name)
    lines = 0
    next
}

/^ +[0-9a-f]+:\t/ {
    lines++
    split($0, halves, ":\t")
    gsub(/ /, "", halves[1])
    address[lines] = hex(halves[1])
    code[lines] = halves[2]
}

END {
    if (name != "") judge()
    for (size in value_text)
        if (value_text[size] != pointer_text[size]) {
            name = "inline of " size " B"
            complain("the arms are not the same code:\n" value_text[size] "against\n" pointer_text[size])
        }
    for (key in twin_text) {
        split(key, part, SUBSEP)
        if (twin_text[part[1], "a"] != twin_text[part[1], "b"]) {
            name = "null_" part[1]
            complain("the twins are not the same code")
        }
    }
    total = 0
    count = split("arg chain indirect ret update accumulate scan inline null iface closure escape churn", families, " ")
    for (i = 1; i <= count; i++) {
        if (kernels[families[i]] < 16) {
            name = families[i]
            complain("only " kernels[families[i]] + 0 " kernels found")
        }
        total += kernels[families[i]]
    }
    if (kernels["deep"] < 7 || kernels["recurse"] < 8 || kernels["threads"] < 6 || frames < 15) {
        name = "deep, recurse, threads"
        complain("only " kernels["deep"] + 0 ", " kernels["recurse"] + 0 ", " kernels["threads"] + 0 \
            " kernels and " frames + 0 " frames found")
    }
    total += kernels["deep"] + kernels["recurse"] + kernels["threads"]
    printf "%d kernels judged, %d copies to the stack, %d complaints\n", total, copies, complaints
    exit complaints > 0
}
