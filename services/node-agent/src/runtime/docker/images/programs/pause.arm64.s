// As pause.x64.s.
        .globl  _start
_start: mov     x0, #0                  // SIG_BLOCK
        adr     x1, set
        mov     x2, #0                  // no old set
        mov     x3, #8                  // bytes of a set
        mov     x8, #135                // rt_sigprocmask
        svc     #0
wait:   adr     x0, set
        mov     x1, #0                  // no siginfo
        mov     x2, #0                  // no timeout
        mov     x3, #8
        mov     x8, #137                // rt_sigtimedwait
        svc     #0
        cmp     x0, #17                 // SIGCHLD
        b.eq    reap
        tbnz    x0, #63, wait           // interrupted
        mov     x0, #0
        mov     x8, #93                 // exit
        svc     #0
reap:   mov     x0, #-1                 // any child
        mov     x1, #0                  // no status
        mov     x2, #1                  // WNOHANG
        mov     x3, #0                  // no usage
        mov     x8, #260                // wait4
        svc     #0
        cmp     x0, #0
        b.gt    reap
        b       wait
set:    .quad   1 << 1 | 1 << 14 | 1 << 16      // SIGINT, SIGTERM, SIGCHLD: signal n is bit n - 1
