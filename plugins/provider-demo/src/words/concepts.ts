import { stem } from './stem.ts'

/** Words that mean much the same, a line each. The first names the idea. */
const groups = `
animal creature beast wildlife
dog puppy hound canine poodle terrier
cat kitten feline tabby
horse pony mare stallion
bird sparrow eagle parrot
fish salmon trout tuna
car automobile vehicle auto sedan
bicycle bike cycling cyclist
plane airplane aircraft flight airport
train railway railroad
boat ship vessel sailing yacht
doctor physician medic surgeon
hospital clinic
sick ill illness disease patient
medicine drug pill medication
happy glad joyful cheerful merry
sad unhappy sorrowful gloomy
big large huge enormous giant
small little tiny
fast quick rapid speedy
slow sluggish
begin start commence
end finish stop conclude
buy purchase acquire
sell vend
price cost fee charge
money cash currency dollar euro
bank loan mortgage credit
pay payment refund invoice bill billing
house home building apartment flat
city town metropolis capital
country nation state
road street highway
king monarch queen royal
leader president chief minister
food meal dish cuisine eat
cook bake recipe kitchen chef
bread loaf baguette
fruit apple banana orange
drink beverage coffee tea
weather climate forecast temperature rain snow sunny
hot warm heat
cold chilly freezing
sea ocean
river stream creek
mountain hill peak
forest wood woods jungle
computer laptop pc machine
program software code application app
developer programmer engineer coder
bug defect error fault
internet web online
website page site
phone telephone mobile smartphone
email mail message letter
password login credential signin
reset recover restore forgot
delete remove erase
picture image photo photograph
film movie cinema
music song melody tune
guitar piano violin instrument
read book novel reading
write author writer
teach teacher lesson school
learn study student
child kid baby
friend companion pal
job work employment career
boss manager supervisor
company business firm corporation
law legal court judge
police officer detective
war battle conflict
game sport match
football soccer
run jog sprint
swim swimming pool
space star galaxy astronomy planet
sun solar sunlight
energy power electricity
science scientist physics chemistry
number digit figure
calculate compute add sum arithmetic
search find look lookup
holiday vacation trip travel
hotel hostel inn
clothes dress shirt clothing
`

const ideaOf: ReadonlyMap<string, string> = new Map(
  groups
    .trim()
    .split('\n')
    .flatMap(line => {
      const [idea = '', ...others] = line.split(' ')
      return [idea, ...others].map(word => [stem(word), idea] as const)
    }),
)

/** The idea that a stem stands for, where there is one that other words share. */
export function ideaOfStem(root: string): string | undefined {
  return ideaOf.get(root)
}
