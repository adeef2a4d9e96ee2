// Which failures of TLS are about a certificate: the OpenSSL codes as Node names them, and Node's own for a wrong name.

const aboutCertificates =
  /^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_|ERROR_IN_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/

/** Whether the `code` of an error of `node:tls` says that the other side's certificate was not accepted. */
export function isCertificateFailure(code: string): boolean {
  return aboutCertificates.test(code)
}
