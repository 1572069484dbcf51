// As gate.x64.s.
        .globl  _start
_start: mov     x19, sp                 // argc, then argv, then the environment
        ldr     x0, [x19]
        add     x21, x19, x0, lsl #3
        add     x21, x21, #16
        add     x20, x19, #24           // PROGRAM and its arguments
        sub     sp, sp, #8192           // for uname, then for paths
wait:   mov     x0, sp
        mov     x8, #160                // uname
        svc     #0
        add     x1, sp, #65             // the node's name follows the system's, of 65 bytes
        ldr     x2, [x19, #16]
same:   ldrb    w3, [x1], #1
        ldrb    w4, [x2], #1
        cmp     w3, w4
        b.ne    named
        cbnz    w3, same
        movz    x1, #0x0d40             // 200,000 ns
        movk    x1, #3, lsl #16
        stp     xzr, x1, [sp, #-16]!
        mov     x0, sp
        mov     x1, #0
        mov     x8, #101                // nanosleep
        svc     #0
        add     sp, sp, #16
        b       wait

named:  ldr     x22, [x20]
        mov     x0, x22
slash:  ldrb    w1, [x0], #1
        cbz     w1, search
        cmp     w1, #'/'
        b.ne    slash
        mov     x0, x22                 // a path: no search
        mov     x1, x20
        mov     x2, x21
        mov     x8, #221                // execve
        svc     #0
        b       fail

search: mov     x23, x21
next:   ldr     x24, [x23], #8
        cbz     x24, fail
        ldr     w0, [x24]
        movz    w1, #0x4150             // "PATH"
        movk    w1, #0x4854, lsl #16
        cmp     w0, w1
        b.ne    next
        ldrb    w0, [x24, #4]
        cmp     w0, #'='
        b.ne    next
        add     x24, x24, #5
folder: mov     x0, sp
letter: ldrb    w1, [x24]
        cbz     w1, joined
        cmp     w1, #':'
        b.eq    joined
        strb    w1, [x0], #1
        add     x24, x24, #1
        b       letter
joined: mov     w1, #'/'
        strb    w1, [x0], #1
        mov     x2, x22
name:   ldrb    w1, [x2], #1
        strb    w1, [x0], #1
        cbnz    w1, name
        mov     x0, sp
        mov     x1, x20
        mov     x2, x21
        mov     x8, #221                // execve
        svc     #0
        ldrb    w1, [x24]
        cbz     w1, fail
        add     x24, x24, #1
        b       folder

fail:   mov     x0, #2
        adr     x1, text
        mov     x2, #16
        mov     x8, #64                 // write
        svc     #0
        mov     x1, x22
        mov     x2, #-1
length: add     x2, x2, #1
        ldrb    w3, [x1, x2]
        cbnz    w3, length
        mov     x0, #2
        svc     #0
        mov     x0, #2
        adr     x1, text + 16
        mov     x2, #1
        svc     #0
        mov     x0, #128
        mov     x8, #93                 // exit
        svc     #0
text:   .ascii  "cannot execute: \n"
