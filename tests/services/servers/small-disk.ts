import { execFileSync } from 'node:child_process'
import { mkdirSync, openSync, rmSync, statfsSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'

/** A folder on a file system of its own that a test can fill to the last byte. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves no room at all. */
  fill(): void
  free(): void
  stop(): void
}

const PIECE = Buffer.alloc(2 ** 20)

/** Null where this account may not mount. */
export function smallDisk(folder: string, megabytes: number): SmallDisk | null {
  const [image, mounted] = [`${folder}.img`, join(folder, 'disk')]
  mkdirSync(mounted, { recursive: true })
  try {
    execFileSync('truncate', ['-s', `${megabytes}M`, image])
    execFileSync('mkfs.ext4', ['-q', '-m', '0', image], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'loop', image, mounted], { stdio: 'ignore' })
  } catch {
    rmSync(image, { force: true })
    return null
  }
  const ballast = join(mounted, 'ballast')
  return {
    folder: mounted,
    fill() {
      const file = openSync(ballast, 'w')
      for (let size = PIECE.length; size >= 512;) {
        try {
          writeSync(file, PIECE, 0, size)
        } catch {
          size /= 2
        }
        if (statfsSync(mounted).bavail === 0) break
      }
      closeSync(file)
    },
    free: () => rmSync(ballast, { force: true }),
    stop() {
      execFileSync('umount', ['-l', mounted])
      rmSync(image, { force: true })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
