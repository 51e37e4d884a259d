/** So many answers in a row, and a rate that was halved is doubled again. */
const ANSWERS_TO_TRUST = 300
/** Requests a second that are always made: one in eight seconds. */
const SLOWEST = 1 / 8

/** The rate of one key: halved when VK says that it was too fast, and carefully given back. */
export class Rate<Bucket> {
  /** Sends at the rate that holds now. */
  bucket: Bucket
  private readonly bucketOf: (perSecond: number) => Bucket
  private readonly allowed: number
  private perSecond: number
  private answers = 0

  /** @param allowed requests a second that VK grants this key */
  constructor(bucketOf: (perSecond: number) => Bucket, allowed: number) {
    this.bucketOf = bucketOf
    this.allowed = allowed
    this.perSecond = allowed
    this.bucket = bucketOf(allowed)
  }

  /** What was under way in the same bucket is refused together: that is one reason, not several. */
  tooFast(bucket: Bucket): void {
    if (bucket === this.bucket) this.change(Math.max(this.perSecond / 2, SLOWEST))
  }

  answered(): void {
    this.answers += 1
    if (this.answers >= ANSWERS_TO_TRUST) this.change(Math.min(this.perSecond * 2, this.allowed))
  }

  private change(perSecond: number): void {
    this.answers = 0
    if (perSecond === this.perSecond) return
    this.perSecond = perSecond
    this.bucket = this.bucketOf(perSecond)
  }
}
