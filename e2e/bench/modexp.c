/* The C peer of the SRP benchmark: the three exponentiations of a sign-in by libcrypto.
 * Arguments: "plain" or "constant-time", N, then for each of the three its base and its exponent, all in hex.
 * For every line of input it prints the milliseconds of processor time that the three took together, and the last
 * result. Plain is BN_mod_exp as it comes, which leaks the exponent through its timing; Node's Diffie-Hellman objects
 * mark the exponent as secret, and libcrypto then takes its constant-time way. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { exponentiations = 3, first_number = 2, arguments = first_number + 1 + 2 * exponentiations };

static double used_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    char line[64];
    BIGNUM *number[arguments] = {NULL}, *result = BN_new();
    BN_CTX *context = BN_CTX_new();
    if (argc != arguments || result == NULL || context == NULL) return 2;
    for (int i = first_number; i < arguments; i++)
        if (BN_hex2bn(&number[i], argv[i]) <= 0) return 2;
    if (strcmp(argv[1], "constant-time") == 0)
        for (int i = first_number + 2; i < arguments; i += 2) BN_set_flags(number[i], BN_FLG_CONSTTIME);
    while (fgets(line, sizeof line, stdin) != NULL) {
        double before = used_ms();
        for (int i = first_number + 1; i < arguments; i += 2)
            if (!BN_mod_exp(result, number[i], number[i + 1], number[first_number], context)) return 3;
        double took = used_ms() - before;
        char *hex = BN_bn2hex(result);
        printf("%.6f %s\n", took, hex);
        fflush(stdout);
        OPENSSL_free(hex);
    }
    return 0;
}
