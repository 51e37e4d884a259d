import { expect } from 'chai'
import { estimate } from './estimate.ts'

describe('Grounds of refusal', () => {
  for (const [text, grounds] of [
    ['приду и всех вас убью', ['harm-intent']],
    ['взорву вашу администрацию', ['harm-intent']],
    ['надо повесить этих чиновников на столбе', ['threat-to-official']],
    ['найду этого главу, пожалеет', ['threat-to-official']],
    ['администрация скоты', ['obscene-or-insulting']],
    ['п***ц дороге', ['obscene-or-insulting']],
    ['бл@ть, опять яма', ['obscene-or-insulting']],
    ['б**дь, когда почините', ['obscene-or-insulting']],
    ['да пошло оно нахуй', ['obscene-or-insulting']],
    ['пишите на@ivanov_kursk', []],
    ['**Внимание** отключение воды', []],
    ['Его убили под Суджей, выплату не дают', []],
    ['нас всех тут убьют, дайте укрытие', []],
    ['убитая дорога, все колеса пробили', []],
    ['ВСУ взорвали школу', []],
    ['собаку отравили догхантеры', []],
    ['губернатор, повесьте фонарь на столб', []],
    ['Глава района провел встречу с жителями, ответил на вопросы', []],
    ['сухие суки на деревьях', []],
    ['Падеж скота в селе', []],
    ['козлы соседа бегают', []],
  ] as const) {
    it(`sees in «${text}» ${grounds.join() || 'no ground of refusal'}`, () =>
      expect(estimate(text).refusals.map((one) => one.value)).to.deep.equal(grounds))
  }

  it('suggests grounds of refusal with their words, masked spellings included', () => {
    expect(estimate('главу надо повесить').refusals.map((one) => one.value)).to.deep.equal(['threat-to-official'])
    expect(estimate('п@здец, а не дорога').refusals.map((one) => one.value)).to.deep.equal(['obscene-or-insulting'])
    expect(estimate('главу надо повесить').refusals[0]?.evidence[0]?.spans).to.have.length.greaterThan(0)
  })

  it('leaves innocent words alone', () => {
    for (const text of [
      'застрахуйте машину',
      'употребляет хлеб',
      'десять рублей',
      'сабля и скипидар',
      'команда Херсон',
      'оскорблять нельзя',
      'потребитель',
      'Сукачёв приехал',
    ]) {
      expect(estimate(text).refusals, text).to.deep.equal([])
    }
  })
})
