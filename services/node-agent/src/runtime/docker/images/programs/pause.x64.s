# Holds a Pod's namespaces. Reaps orphans where the Pod shares its process namespace, and ends with 0 on SIGTERM or
# SIGINT. It blocks its three signals and waits for them, since the kernel throws away an unblocked signal that process 1
# of a namespace has no handler for.
        .intel_syntax noprefix
        .globl  _start
_start: xor     edi, edi                # SIG_BLOCK
        lea     rsi, [rip + set]
        xor     edx, edx                # no old set
        mov     r10d, 8                 # bytes of a set
        mov     eax, 14                 # rt_sigprocmask
        syscall
wait:   lea     rdi, [rip + set]
        xor     esi, esi                # no siginfo
        xor     edx, edx                # no timeout
        mov     r10d, 8
        mov     eax, 128                # rt_sigtimedwait
        syscall
        cmp     eax, 17                 # SIGCHLD
        je      reap
        test    eax, eax
        js      wait                    # interrupted
        xor     edi, edi
        mov     eax, 60                 # exit
        syscall
reap:   mov     rdi, -1                 # any child
        xor     esi, esi                # no status
        mov     edx, 1                  # WNOHANG
        xor     r10d, r10d              # no usage
        mov     eax, 61                 # wait4
        syscall
        test    eax, eax
        jg      reap
        jmp     wait
set:    .quad   1 << 1 | 1 << 14 | 1 << 16      # SIGINT, SIGTERM, SIGCHLD: signal n is bit n - 1
