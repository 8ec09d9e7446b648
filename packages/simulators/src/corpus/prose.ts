/** Prose as people and models write it, in the languages that most of it is in. */
export const prose: Readonly<Record<string, string>> = {
  'English letter':
    'Thank you for getting back to me so quickly. I looked at the invoice again, and I think the second line was charged twice: once in March, when we placed the order, and once in April, when the remaining parts were delivered. Could you please check whether that is the case and, if so, send us a corrected version before the end of the month? We would rather not hold back the whole payment over a small mistake like this, but our accountant insists on it.',
  'English explanation':
    'A cache keeps what was expensive to find close to where it will be needed again. The difficulty is never in storing things but in knowing when they are no longer true. Most systems therefore give each entry a lifetime, after which it is thrown away whether or not it has changed. This is simple and wasteful. A better way is to let the source announce its changes, so that an entry lives exactly as long as it is correct; but then every announcement must arrive, in order, even when the network between the two is broken.',
  'English story':
    'The lighthouse keeper had not spoken to anyone for eleven days when the boat came. She saw it first as a speck, then as a sail, and at last as four tired men who waved with both arms. "You are late," she called down to them. Nobody answered. The wind took her words and carried them over the rocks, out to the grey water, where gulls were quarrelling about a fish. She went inside and put the kettle on.',
  'English conversation':
    "Sure! Here's a quick summary of what we've got so far:\n\n1. You want to move the app off the old server.\n2. The database stays where it is for now.\n3. Nobody should notice anything.\n\nDoes that sound right? If so, I'd start with the DNS, since that takes the longest. Let me know if you'd like me to write up the steps.",
  German:
    'Die Werkstatt lag am Ende einer schmalen Gasse, in die sich nur selten ein Fremder verirrte. Wer sie betrat, roch zuerst das Leinöl und danach den Staub alter Bücher. Der Buchbinder war ein wortkarger Mann, der seine Kundschaft über den Rand der Brille hinweg musterte und erst nach einer längeren Pause fragte, womit er dienen könne. Reparaturen übernahm er gern, Eilaufträge grundsätzlich nicht. „Gute Arbeit braucht Zeit“, pflegte er zu sagen, und dabei blieb es.',
  French:
    "Le marché s'installe chaque jeudi sur la petite place, bien avant le lever du soleil. Les maraîchers déchargent leurs cageots en silence, puis les premières voix s'élèvent : on se salue, on plaisante, on compare la couleur des tomates. Vers neuf heures, les habitués arrivent avec leurs paniers d'osier. Ils savent exactement où aller, chez qui acheter le fromage, et combien de temps ils vont rester à bavarder devant l'étal du poissonnier.",
  Spanish:
    'Cuando el tren se detuvo en la estación, ya había anochecido y una lluvia fina cubría los andenes. Los viajeros bajaron deprisa, sin mirarse, con las maletas golpeándoles las rodillas. Solo una mujer mayor permaneció sentada junto a la ventanilla, como si todavía no hubiera llegado a su destino. El revisor se acercó y le preguntó si necesitaba ayuda. Ella sonrió y dijo que únicamente esperaba a que dejara de llover.',
  Portuguese:
    'A reunião começou com meia hora de atraso porque metade da equipe ainda estava presa no trânsito. Enquanto esperávamos, alguém fez café e colocou sobre a mesa um prato de pão de queijo. Discutimos primeiro o orçamento do próximo trimestre, depois a contratação de duas pessoas para o atendimento. Não chegamos a nenhuma conclusão definitiva, mas ficou combinado que cada um enviaria suas sugestões por escrito até sexta-feira.',
  Italian:
    "Il nonno teneva le chiavi della cantina in una scatola di latta, insieme ai bottoni spaiati e alle fotografie ingiallite. Ogni domenica, dopo pranzo, scendeva a controllare le bottiglie una per una, come se temesse che qualcuno gliele avesse scambiate durante la notte. Noi bambini lo seguivamo in punta di piedi, attratti dal buio e dall'odore di terra bagnata.",
  Dutch:
    'Het dorp ligt achter de dijk, zodat je vanaf de weg alleen de daken en de kerktoren ziet. In de winter staat het water soms zo hoog dat de oudste bewoners hun laarzen naast het bed zetten. Toch wil bijna niemand verhuizen. Men kent elkaar, men helpt elkaar, en wie iets nodig heeft hoeft alleen maar op het raam te kloppen.',
  Polish:
    'Biblioteka mieściła się w dawnej szkole, której nikt nie remontował od trzydziestu lat. Podłoga skrzypiała przy każdym kroku, a zimą czytelnicy siedzieli w płaszczach. Mimo to przychodzili, bo bibliotekarka pamiętała każdą książkę i każdego, kto ją wypożyczył. Potrafiła powiedzieć, dlaczego komuś nie spodobało się zakończenie i co powinien przeczytać w następnej kolejności.',
  Turkish:
    'Sabahın erken saatlerinde çarşı henüz sessizdir. Dükkân sahipleri kepenkleri kaldırır, kapılarının önünü süpürür ve ilk çaylarını içerler. Bir süre sonra müşteriler gelmeye başlar; kimi yalnızca bakmak, kimi de uzun uzun pazarlık etmek ister. Öğleye doğru sokaklar o kadar kalabalıklaşır ki yürümek neredeyse imkânsız hale gelir.',
  Vietnamese:
    'Buổi sáng ở phố cổ bắt đầu bằng tiếng rao của những người bán hàng rong. Họ gánh rau, hoa quả và xôi nóng đi qua từng con ngõ nhỏ. Người già ngồi uống trà trước hiên nhà, trẻ con thì vội vã đến trường. Đến khoảng tám giờ, xe máy bắt đầu đông dần và con phố trở nên ồn ào như mọi ngày.',
  Russian:
    'Поезд опаздывал уже на два часа, и в зале ожидания становилось всё холоднее. Пассажиры сидели молча, закутавшись в шарфы, и только мальчик лет пяти продолжал бегать между скамейками. Мать несколько раз просила его успокоиться, но потом махнула рукой. Наконец объявили, что состав прибывает на первый путь, и все одновременно поднялись со своих мест.',
  Ukrainian:
    'Навесні річка виходила з берегів і заливала нижні городи, тому хати тут будували на високих кам’яних підвалинах. Старі люди ще пам’ятали рік, коли вода дійшла до самих вікон і сусіди пересувалися човнами. Тепер дамба захищає село, але звичка дивитися на небо залишилася.',
  Greek:
    'Το καφενείο άνοιγε πριν ξημερώσει, για να προλάβουν οι ψαράδες να πιουν κάτι ζεστό. Κάθονταν πάντα στα ίδια τραπέζια και μιλούσαν για τον καιρό, για τα δίχτυα και για τα παιδιά τους που είχαν φύγει στην πόλη. Όταν έβγαινε ο ήλιος, το μαγαζί άδειαζε μέσα σε λίγα λεπτά.',
  Arabic:
    'كان السوق القديم يمتد على طول الشارع الضيق، وتفوح منه رائحة التوابل والخبز الطازج. يجلس التجار أمام دكاكينهم منذ الصباح الباكر، يتحدثون مع المارة ويعرضون عليهم بضائعهم. وفي المساء تهدأ الحركة قليلاً، ويجتمع الأصدقاء حول أكواب الشاي ليتبادلوا أخبار اليوم.',
  Hebrew:
    'בקצה הרחוב עמד בית קטן עם גינה, ובגינה עץ תאנה זקן. בכל קיץ היו ילדי השכונה מטפסים עליו ואוכלים מן הפירות לפני שהבשילו. בעלת הבית ידעה על כך היטב, אך מעולם לא גירשה אותם. היא אמרה שעץ שאיש אינו מטפס עליו הוא עץ עצוב.',
  Hindi:
    'गाँव के बीच में एक पुराना बरगद का पेड़ था, जिसके नीचे शाम को सब लोग इकट्ठा होते थे। बुज़ुर्ग अपने समय की कहानियाँ सुनाते और बच्चे चुपचाप बैठकर सुनते रहते। बारिश के दिनों में भी वहाँ कोई न कोई ज़रूर मिल जाता था। धीरे-धीरे शहर की सड़क पास आ गई, लेकिन पेड़ को किसी ने नहीं काटा।',
  Thai: 'ตลาดน้ำเริ่มคึกคักตั้งแต่เช้าตรู่ พ่อค้าแม่ค้าพายเรือเข้ามาจอดเรียงกันริมคลอง มีทั้งผลไม้สด ขนมไทย และก๋วยเตี๋ยวร้อน ๆ ให้เลือกซื้อ นักท่องเที่ยวเดินชมบรรยากาศและถ่ายรูปกันอย่างสนุกสนาน',
  Chinese:
    '老城区的街道很窄，两边都是开了几十年的小店。清晨的时候，卖早点的摊子最先热闹起来，豆浆和油条的香味飘得很远。上班的人匆匆买上一份，边走边吃。到了下午，街上安静了许多，只有几位老人坐在树下下棋，偶尔为了一步棋争论半天，谁也不肯认输。',
  Japanese:
    '駅前の商店街は、朝の早い時間から少しずつ動き始める。豆腐屋の主人が店先に水をまき、パン屋からは焼きたての匂いが漂ってくる。通勤の人々は足早に通り過ぎていくが、時々立ち止まって挨拶を交わす人もいる。夕方になると買い物客で賑わい、子どもたちの声が通りいっぱいに響く。',
  Korean:
    '시장 골목은 아침부터 사람들로 북적였다. 떡집 앞에는 벌써 줄이 길게 늘어서 있었고, 생선 가게 주인은 큰 소리로 손님을 불렀다. 나는 할머니의 손을 잡고 천천히 걸으며 이것저것 구경했다. 집으로 돌아오는 길에 할머니는 따뜻한 호떡을 하나 사 주셨다.',
}
