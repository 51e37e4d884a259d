import { expect } from 'chai'
import { Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { NOW, publishingVk, WALL } from './publishing-vk.ts'

describe('the VK publisher', () => {
  const { vk, request, publish, answers } = publishingVk()

  it('answers under the message in the name of the community', async () => {
    const result = await publish()
    expect(answers().map(({ text, replyTo }) => ({ text, replyTo }))).to.deep.equal([
      { text: request().text, replyTo: Number(request().inReplyTo.id.split('_')[1]) },
    ])
    expect(result).to.deep.include({ kind: 'published', publishedAt: NOW })
  })

  it('does not speak twice when it is asked twice', async () => {
    await publish()
    await publish()
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    expect(answers()).to.have.length(1)
  })

  it('gives two people of a thread the same words, each an answer', async () => {
    const question = vk().world.comments[0]!
    const [first, second] = [501, 502].map((more) => {
      const reply = vk().world.addComment({ ...question, id: question.id + more, text: 'И у нас', replyTo: question.id })
      const url = `https://vk.com/wall${WALL}_${question.postId}?reply=${reply.id}&thread=${question.id}`
      return { ...request().inReplyTo, id: `vk:comment:${WALL}_${reply.id}`, url } as const
    })
    const results = [await publish({ inReplyTo: first! }), await publish({ inReplyTo: second!, key: 'case:2:1-abc' })]
    expect(answers().map(({ replyTo }) => replyTo)).to.deep.equal([question.id + 501, question.id + 502])
    expect(new Set(results.map((one) => one.kind === 'published' && one.url)).size).to.equal(2)
  })

  it('does not speak twice inside a thread either', async () => {
    const question = vk().world.comments[0]!
    const reply = vk().world.addComment({ ...question, id: question.id + 500, text: 'И у нас', replyTo: question.id })
    const inThread = {
      ...request().inReplyTo,
      id: `vk:comment:${WALL}_${reply.id}`,
      url: `https://vk.com/wall${WALL}_${question.postId}?reply=${reply.id}&thread=${question.id}`,
    } as const
    await publish({ inReplyTo: inThread })
    const again = await publish({ inReplyTo: inThread })
    expect(again.kind === 'published' && again.url).to.match(new RegExp(`&thread=${question.id}$`))
    expect(vk().counts.get('wall.createComment')).to.equal(1)
  })

  it('says nothing while it cannot look for its own earlier answer', async () => {
    vk().trick('wall.getComments', { error: 10 })
    expect(await failure(publish())).to.be.instanceOf(Unavailable)
    expect(vk().counts.get('wall.createComment')).to.equal(undefined)
  })

  for (const result of [null, {}, { count: 0, items: 'none' }, { items: [null] }, { items: [{ id: 5, from_id: -9500 }] }])
    it(`says nothing while it is shown something else than comments: ${JSON.stringify(result)}`, async () => {
      vk().trick('wall.getComments', { result })
      expect(await failure(publish())).to.be.instanceOf(Unavailable)
      expect(vk().counts.get('wall.createComment')).to.equal(undefined)
    })

  it('reads past what stands where a comment was removed', async () => {
    vk().world.comments[0]!.deleted = true
    const { id, postId } = vk().world.addComment({ ...vk().world.comments[0]!, id: 900, text: 'И у нас', deleted: false })
    await publish({ inReplyTo: { ...request().inReplyTo, id: `vk:wall:${WALL}_${postId}`, url: null } })
    expect([id, answers().length]).to.deep.equal([900, 1])
  })

  it('finds its answer when the connection broke after it was written', async () => {
    vk().trick('wall.createComment', { hangAfterEffect: true })
    expect((await publish()).kind).to.equal('published')
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    expect(answers()).to.have.length(1)
  })

  it('says that it does not know when nothing can be found', async () => {
    vk().trick('wall.createComment', { html: true })
    expect((await publish()).kind).to.equal('unknown')
    expect(answers()).to.deep.equal([])
  })

  for (const code of [1, 10, 36] as const) {
    it(`finds its answer when VK said ${code} though it had written it`, async () => {
      vk().trick('wall.createComment', { errorAfterEffect: code })
      expect((await publish()).kind).to.equal('published')
      expect(answers()).to.have.length(1)
    })

    it(`says that it does not know when VK said ${code} and nothing can be found`, async () => {
      vk().trick('wall.createComment', { error: code })
      expect(await publish()).to.deep.equal({ kind: 'unknown', reason: `Code №${code} - scripted error ${code}` })
      expect(vk().counts.get('wall.createComment')).to.equal(1)
    })
  }

  it('sends one request only, though VK says that there were too many', async () => {
    vk().trick('wall.createComment', { error: 6 })
    const refused = await failure(publish())
    expect(refused).to.be.instanceOf(Unavailable)
    expect(refused).to.have.nested.property('details.retryAfterMs', 1000)
    expect(vk().counts.get('wall.createComment')).to.equal(1)
  })

  it('sends nothing once the time of its attempt is over', async () => {
    expect(await failure(publish({ speakBefore: NOW }))).to.be.instanceOf(Unavailable)
    expect(vk().counts.get('wall.createComment')).to.equal(undefined)
  })

  const photo = { id: 'a', name: 'яма.jpg', mediaType: 'image/jpeg', bytes: 3, content: new Uint8Array([255, 216, 255]) } as const

  it('tries later when VK cannot take a photo now', async () => {
    vk().trick('photos.saveWallPhoto', { error: 10 })
    expect(await failure(publish({ attachments: [photo] }))).to.be.instanceOf(Unavailable)
    expect((await publish({ attachments: [photo] })).kind).to.equal('published')
  })

  for (const method of ['photos.getWallUploadServer', 'photos.saveWallPhoto'] as const) {
    for (const result of [null, {}, [], [null], { upload_url: 'nowhere' }])
      it(`tries later when ${method} gives something else than it promises: ${JSON.stringify(result)}`, async () => {
        vk().trick(method, { result })
        expect(await failure(publish({ attachments: [photo] }))).to.be.instanceOf(Unavailable)
        expect(vk().counts.get('wall.createComment')).to.equal(undefined)
      })

    it(`is impossible when ${method} refuses the photo for good`, async () => {
      vk().trick(method, { error: 27 })
      const result = await publish({ attachments: [photo] })
      expect(result.kind).to.equal('impossible')
      expect(vk().counts.get('wall.createComment')).to.equal(undefined)
    })
  }

  it('leaves an answer with a photo to a person where only the community has a key: VK takes no photo from it', async () => {
    const result = await publish({ attachments: [photo] }, 'community')
    expect(result).to.deep.include({ kind: 'impossible' })
    expect(answers()).to.deep.equal([])
  })

  it('attaches uploaded photos', async () => {
    await publish({ attachments: [photo] })
    expect(vk().world.uploads).to.have.length(1)
    expect(answers()[0]?.attachments).to.equal('photo-9500_457001_seen')
  })

  it('says why an answer is impossible where comments are closed', async () => {
    const [post] = vk().world.posts
    if (post !== undefined) post.canComment = false
    expect(await publish()).to.deep.include({ kind: 'impossible' })
  })

  it('does not ask VK when the post is known to be closed', async () => {
    const closed = { ...request().inReplyTo, replyable: { can: false, reason: 'comments are closed' } }
    expect(await publish({ inReplyTo: closed })).to.deep.equal({ kind: 'impossible', reason: 'comments are closed' })
    expect(vk().counts.size).to.equal(0)
  })

  it('tries again the next day when the quota of the day is used up', async () => {
    vk().trick('wall.createComment', { error: 29 })
    expect(await failure(publish())).to.be.instanceOf(Unavailable)
    expect((await publish()).kind).to.equal('published')
  })
})
