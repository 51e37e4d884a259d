import { expect } from 'chai'
import { estimate } from './estimate.ts'

describe('The importance of a message', () => {
  it('calls a danger high and says why', () => {
    const { importance } = estimate('пахнет газом в подъезде')
    expect(importance.value).to.equal('high')
    expect(importance.evidence[0]?.spans).to.have.length.greaterThan(0)
    expect(estimate('покрасьте лавочку').importance.value).to.equal('normal')
  })

  for (const [text, importance] of [
    ['не хочу больше жить', 'high'],
    ['наложу на себя руки', 'high'],
    ['воняет газом в подъезде', 'high'],
    ['огонь подходит к домам', 'high'],
    ['дом горит на Ленина', 'high'],
    ['бпла упал на дом в Рыльске, есть раненые', 'high'],
    ['Тёткино обстреливают каждый день', 'high'],
    ['нашли снаряд в огороде', 'high'],
    ['ребенок тонет в карьере', 'high'],
    ['мужчина избивает жену', 'high'],
    ['воды нет уже месяц', 'high'],
    ['дом горит, света нет', 'high'],
    ['пропал ребенок, ищет группа добровольцев', 'high'],
    ['40 мин на остановке стоим', 'normal'],
    ['спортивный снаряд сломан', 'normal'],
    ['На улице тепло, снега нет', 'normal'],
    ['фонари не горят у дома', 'normal'],
    ['сломан забор, руки не доходят', 'normal'],
    ['ищу няню для ребенка', 'normal'],
    ['ждем в скором времени открытия школы', 'normal'],
    ['вечная память погибшим воинам', 'normal'],
  ] as const) {
    it(`calls «${text}» ${importance}`, () => expect(estimate(text).importance.value).to.equal(importance))
  }
})
