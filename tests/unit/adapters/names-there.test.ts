import { expect } from 'chai'
import { type NamesThere, wrongNames } from '../../../adapters/elasticsearch/names-there.ts'
import { placesOf } from '../../../adapters/elasticsearch/places.ts'

type Index = readonly [name: string, aliases?: readonly string[], ...attributes: string[]]

/** As the server tells what stands under a prefix. */
function standing(...indices: readonly Index[]): NamesThere {
  const aliases = Map.groupBy(
    indices.flatMap(([name, own = []]) => own.map((alias) => ({ name, alias }))),
    ({ alias }) => alias,
  )
  return {
    indices: indices.map(([name, own = [], ...attributes]) => ({ name, aliases: [...own], attributes, mode: 'standard' as const })),
    aliases: [...aliases].map(([name, behind]) => ({ name, indices: behind.map((one) => one.name) })),
  }
}

const wrong = (...indices: readonly Index[]) => wrongNames(standing(...indices), placesOf('o-'))

describe('what is wrong with the names of an installation', () => {
  it('is nothing where nothing is yet, and where each collection has its index', () => {
    expect(wrong()).to.deep.equal([])
    expect(wrong(['o-cases-1', ['o-cases'], 'open'], ['o-posts-2026-03', [], 'open'])).to.deep.equal([])
  })

  it('is nothing while documents move, nor where the old index was kept', () => {
    const copies: readonly Index[] = [
      ['o-cases-1', ['o-cases'], 'open'],
      ['o-cases-2', ['o-cases-2.copying-1'], 'open', 'hidden'],
      ['o-posts.2-2026-03', ['o-posts.2-2026-03.copying-1'], 'open', 'hidden'],
    ]
    expect(wrong(...copies)).to.deep.equal([])
    expect(wrong(['o-cases-1', [], 'open', 'hidden'], ['o-cases-2', ['o-cases'], 'open'])).to.deep.equal([])
  })

  it('is an index in use that is closed, and no month or old index', () => {
    expect(wrong(['o-cases-2', ['o-cases'], 'closed'])).to.deep.equal(['the index o-cases-2 is closed: open it (POST o-cases-2/_open)'])
    expect(wrong(['o-posts-2026-03', [], 'closed'], ['o-cases-1', [], 'closed'], ['o-cases-2', ['o-cases'], 'open'])).to.deep.equal([])
  })

  it('is an alias that is gone, whatever the generation of its index', () => {
    expect(wrong(['o-cases-7', [], 'open'])).to.deep.equal([
      'the alias o-cases is gone, and o-cases-7 is there: give it back (POST _aliases)',
    ])
    expect(wrong(['o-cases-other-1', [], 'open'])).to.deep.equal([])
  })

  it('is a name that stands for two indices, of a month too', () => {
    expect(wrong(['o-cases-1', ['o-cases'], 'open'], ['o-cases-2', ['o-cases'], 'open'])).to.deep.equal([
      'the alias o-cases stands for o-cases-1 and o-cases-2: take it from the one that is not in use (POST _aliases)',
    ])
    const month = ['o-posts-2026-03']
    expect(wrong(['o-posts.2-2026-03', month, 'open'], ['o-posts.3-2026-03', month, 'open'])[0]).to.match(
      /^the alias o-posts-2026-03 stands/,
    )
    expect(wrong(['a', ['o-mine'], 'open'], ['b', ['o-mine'], 'open'])).to.deep.equal([])
  })
})
