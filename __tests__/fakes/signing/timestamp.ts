import { algorithmOf, type KeyPair, name, sha256, signWith } from './certificates.ts'
import { der, generalizedTime, integer, NULL, octets, oid, sequence, setOf } from './der.ts'

/** A timestamp authority: its signing certificate and key. */
export interface StampingKey {
  readonly keys: KeyPair
  readonly certificate: Buffer
  readonly issuer: string
  readonly serial: number
}

/** Choices that honest and dishonest authorities make. */
export interface StampOptions {
  readonly embed?: readonly Uint8Array[]
  readonly signer?: StampingKey
  readonly garbage?: boolean
  /** What the authority says of its accuracy, in DER. */
  readonly accuracy?: Uint8Array
  /** Whether the signed attributes name the certificate; they do. */
  readonly nameless?: boolean
  /** How the signer is named, instead of by issuer and serial number. */
  readonly signerId?: Uint8Array
  /** The imprint and the nonce of a request, as they came. */
  readonly request?: { readonly imprint: Uint8Array; readonly nonce: Uint8Array }
}

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), NULL)
const TST_INFO = '1.2.840.113549.1.9.16.1.4'

/** A TimeStampResp over `signed` (RFC 3161), with a nonce, as an authority gives it. */
export function stamp(authority: StampingKey, signed: Uint8Array, at: Date, options: StampOptions = {}): Buffer {
  return sequence(sequence(integer(0)), stampToken(authority, signed, at, options))
}

/** A TimeStampToken over `signed` by itself. */
export function stampToken(authority: StampingKey, signed: Uint8Array, at: Date, options: StampOptions = {}): Buffer {
  const imprint = options.request?.imprint ?? sequence(SHA256, octets(sha256(signed)))
  const nonce = options.request?.nonce ?? integer(0x1234)
  const policy = oid('1.3.6.1.4.1.57264.2')
  const accuracy = options.accuracy ?? Buffer.alloc(0)
  const info = sequence(integer(1), policy, imprint, integer(0xbeef), generalizedTime(at), accuracy, nonce)
  const named = attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octets(sha256(authority.certificate))))))
  const attributes = [
    attribute('1.2.840.113549.1.9.3', oid(TST_INFO)),
    attribute('1.2.840.113549.1.9.4', octets(sha256(info))),
    ...(options.nameless === true ? [] : [named]),
  ]
  const signer = options.signer ?? authority
  const signature = options.garbage === true ? Buffer.alloc(64, 7) : signWith(signer.keys.privateKey, setOf(...attributes))
  const signerInfo = sequence(
    integer(1),
    options.signerId ?? sequence(name(authority.issuer), integer(authority.serial)),
    SHA256,
    Buffer.concat([Buffer.from([0xa0]), setOf(...attributes).subarray(1)]),
    algorithmOf(signer.keys.privateKey),
    octets(signature),
  )
  const bag = options.embed === undefined ? [] : [der(0xa0, ...options.embed)]
  const content = sequence(oid(TST_INFO), der(0xa0, octets(info)))
  const signedData = sequence(integer(3), setOf(SHA256), content, ...bag, setOf(signerInfo))
  return sequence(oid('1.2.840.113549.1.7.2'), der(0xa0, signedData))
}

function attribute(id: string, value: Uint8Array): Buffer {
  return sequence(oid(id), setOf(value))
}
