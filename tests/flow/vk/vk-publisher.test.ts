import { expect } from 'chai'
import { vkClient } from '../../../collectors/vk/client.ts'
import { uploadPhoto } from '../../../collectors/vk/upload.ts'
import { Unavailable } from '../../../core/errors.ts'
import type { PublicationRequest } from '../../../core/publisher.ts'
import { vkPublisher } from '../../../publishers/vk.ts'
import { aPost } from '../../builders/post.ts'
import { failure } from '../../contract/subject.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

const WALL = -9001
const NOW = Date.UTC(2026, 2, 17, 9)

describe('the VK publisher', () => {
  let standIn: VkStandIn
  let request: PublicationRequest

  beforeEach(async () => {
    standIn = await vkStandIn()
    standIn.world.now = () => NOW / 1000
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const comment = standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    request = {
      inReplyTo: aPost({ id: `vk:comment:${WALL}_${comment.id}`, rootId: `vk:wall:${WALL}_${post.id}`, platform: 'vk' }),
      text: 'Яму заделают до пятницы.',
      attachments: [],
      accountId: '-9500',
      key: 'case:1:1-abc',
      speakBefore: NOW + 240_000,
    }
  })
  afterEach(() => standIn.close())

  const publisher = (photographer: 'person' | 'community') => {
    const photos = vkClient({ token: photographer, apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const client = vkClient({ token: 'community', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const reader = vkClient({ token: 'service', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const { host } = new URL(standIn.apiBaseUrl)
    return vkPublisher({
      now: () => NOW,
      vk: {
        call: client.call,
        read: reader.call,
        uploadPhoto: (content, name, groupId) => uploadPhoto(photos, host, { content, name, groupId }),
      },
    })
  }
  const publish = (changes: Partial<PublicationRequest> = {}, photographer: 'person' | 'community' = 'person') =>
    publisher(photographer).publish({ ...request, ...changes }, new AbortController().signal)
  const answers = () => standIn.world.comments.filter((comment) => comment.fromId === -9500)

  it('answers under the message in the name of the community', async () => {
    const result = await publish()
    expect(answers().map(({ text, replyTo }) => ({ text, replyTo }))).to.deep.equal([
      { text: request.text, replyTo: Number(request.inReplyTo.id.split('_')[1]) },
    ])
    expect(result).to.deep.include({ kind: 'published', publishedAt: NOW })
  })

  it('does not speak twice when it is asked twice', async () => {
    await publish()
    await publish()
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
    expect(answers()).to.have.length(1)
  })

  it('gives two people of a thread the same words, each an answer', async () => {
    const question = standIn.world.comments[0]!
    const [first, second] = [501, 502].map((more) => {
      const reply = standIn.world.addComment({ ...question, id: question.id + more, text: 'И у нас', replyTo: question.id })
      const url = `https://vk.com/wall${WALL}_${question.postId}?reply=${reply.id}&thread=${question.id}`
      return { ...request.inReplyTo, id: `vk:comment:${WALL}_${reply.id}`, url } as const
    })
    const results = [await publish({ inReplyTo: first! }), await publish({ inReplyTo: second!, key: 'case:2:1-abc' })]
    expect(answers().map(({ replyTo }) => replyTo)).to.deep.equal([question.id + 501, question.id + 502])
    expect(new Set(results.map((one) => one.kind === 'published' && one.url)).size).to.equal(2)
  })

  it('does not speak twice inside a thread either', async () => {
    const question = standIn.world.comments[0]!
    const reply = standIn.world.addComment({ ...question, id: question.id + 500, text: 'И у нас', replyTo: question.id })
    const inThread = {
      ...request.inReplyTo,
      id: `vk:comment:${WALL}_${reply.id}`,
      url: `https://vk.com/wall${WALL}_${question.postId}?reply=${reply.id}&thread=${question.id}`,
    } as const
    await publish({ inReplyTo: inThread })
    const again = await publish({ inReplyTo: inThread })
    expect(again.kind === 'published' && again.url).to.match(new RegExp(`&thread=${question.id}$`))
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
  })

  it('says nothing while it cannot look for its own earlier answer', async () => {
    standIn.trick('wall.getComments', { error: 10 })
    expect(await failure(publish())).to.be.instanceOf(Unavailable)
    expect(standIn.counts.get('wall.createComment')).to.equal(undefined)
  })

  it('finds its answer when the connection broke after it was written', async () => {
    standIn.trick('wall.createComment', { hangAfterEffect: true })
    expect((await publish()).kind).to.equal('published')
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
    expect(answers()).to.have.length(1)
  })

  it('says that it does not know when nothing can be found', async () => {
    standIn.trick('wall.createComment', { html: true })
    expect((await publish()).kind).to.equal('unknown')
    expect(answers()).to.deep.equal([])
  })

  for (const code of [1, 10, 36] as const) {
    it(`finds its answer when VK said ${code} though it had written it`, async () => {
      standIn.trick('wall.createComment', { errorAfterEffect: code })
      expect((await publish()).kind).to.equal('published')
      expect(answers()).to.have.length(1)
    })

    it(`says that it does not know when VK said ${code} and nothing can be found`, async () => {
      standIn.trick('wall.createComment', { error: code })
      expect(await publish()).to.deep.equal({ kind: 'unknown', reason: `Code №${code} - scripted error ${code}` })
      expect(standIn.counts.get('wall.createComment')).to.equal(1)
    })
  }

  it('sends one request only, though VK says that there were too many', async () => {
    standIn.trick('wall.createComment', { error: 6 })
    const refused = await failure(publish())
    expect(refused).to.be.instanceOf(Unavailable)
    expect(refused).to.have.nested.property('details.retryAfterMs', 1000)
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
  })

  it('sends nothing once the time of its attempt is over', async () => {
    expect(await failure(publish({ speakBefore: NOW }))).to.be.instanceOf(Unavailable)
    expect(standIn.counts.get('wall.createComment')).to.equal(undefined)
  })

  const photo = { id: 'a', name: 'яма.jpg', mediaType: 'image/jpeg', bytes: 3, content: new Uint8Array([255, 216, 255]) } as const

  it('tries later when VK cannot take a photo now', async () => {
    standIn.trick('photos.saveWallPhoto', { error: 10 })
    expect(await failure(publish({ attachments: [photo] }))).to.be.instanceOf(Unavailable)
    expect((await publish({ attachments: [photo] })).kind).to.equal('published')
  })

  for (const method of ['photos.getWallUploadServer', 'photos.saveWallPhoto'] as const) {
    it(`is impossible when ${method} refuses the photo for good`, async () => {
      standIn.trick(method, { error: 27 })
      const result = await publish({ attachments: [photo] })
      expect(result.kind).to.equal('impossible')
      expect(standIn.counts.get('wall.createComment')).to.equal(undefined)
    })
  }

  it('leaves an answer with a photo to a person where only the community has a key: VK takes no photo from it', async () => {
    const result = await publish({ attachments: [photo] }, 'community')
    expect(result).to.deep.include({ kind: 'impossible' })
    expect(answers()).to.deep.equal([])
  })

  it('attaches uploaded photos', async () => {
    await publish({ attachments: [photo] })
    expect(standIn.world.uploads).to.have.length(1)
    expect(answers()[0]?.attachments).to.equal('photo-9500_457001_seen')
  })

  it('says why an answer is impossible where comments are closed', async () => {
    const [post] = standIn.world.posts
    if (post !== undefined) post.canComment = false
    expect(await publish()).to.deep.include({ kind: 'impossible' })
  })

  it('does not ask VK when the post is known to be closed', async () => {
    const closed = { ...request.inReplyTo, replyable: { can: false, reason: 'comments are closed' } }
    expect(await publish({ inReplyTo: closed })).to.deep.equal({ kind: 'impossible', reason: 'comments are closed' })
    expect(standIn.counts.size).to.equal(0)
  })

  it('tries later while VK throttles the account', async () => {
    standIn.trick('wall.createComment', { error: 9 })
    expect(await failure(publish())).to.be.instanceOf(Unavailable)
    expect((await publish()).kind).to.equal('published')
  })
})
