import { expect } from 'chai'
import { AgenciesSchema, SourcesSchema } from '../../../config/region.ts'

describe('The data of a region', () => {
  const problemsOfSource = (id: string, platform = 'vk') =>
    SourcesSchema.safeParse({ version: 1, sources: [{ id, platform, name: 'Стена' }] }).error?.issues ?? []
  const named = { id: 'a', name: 'А', nameEn: 'A', shortName: 'А', shortNameEn: 'A' }
  const problemsOfAccount = (id: string, platform = 'vk') =>
    AgenciesSchema.safeParse({
      version: 1,
      agencies: [{ ...named, accounts: [{ platform, id, url: 'https://vk.com/club9500' }] }],
    }).error?.issues ?? []

  for (const id of ['vk:club123', 'vk:kursk_adm', 'vk:123abc', 'vk:--1', 'vk:0', 'vk:-0', 'vk:', 'telegram:1', '-9001'])
    it(`name no source of VK that nobody would read: ${id}`, () => {
      const [problem, ...others] = problemsOfSource(id)
      expect(problem?.path).to.deep.equal(['sources', 0, 'id'])
      expect(problem?.message).to.include(`"${id}"`).and.to.include('vk:-9001')
      expect(others).to.deep.equal([])
    })

  for (const id of ['9500', 'club9500', '--9500', '-9500 ', '-0'])
    it(`name no account of VK under which its own answers would not be known again: ${id}`, () => {
      const [problem, ...others] = problemsOfAccount(id)
      expect(problem?.path).to.deep.equal(['agencies', 0, 'accounts', 0, 'id'])
      expect(problem?.message).to.include(`"${id}"`).and.to.include('-9500')
      expect(others).to.deep.equal([])
    })

  it('name walls of communities and people, accounts of communities, and anything of platforms whose ids have no one form', () => {
    const problems = [
      ...problemsOfSource('vk:-9001'),
      ...problemsOfSource('vk:7001'),
      ...problemsOfSource('web:reviews', 'web'),
      ...problemsOfAccount('-9500'),
      ...problemsOfAccount('demo', 'telegram'),
    ]
    expect(problems).to.deep.equal([])
  })
})
