"""Words with a capital that are no person: parts of names of places, organisations and events, and what begins a sentence."""

from db.subjects import plainly

# With one of these beside it, two capitals are a place, an organisation or an event. Not those that are as often a
# family's name ("White", "Young", "King").
NO_PERSON = frozenset(
    plainly(
        """
        academy administration agency air alley alliance american arts assembly association authority ave avenue awareness
        bank bay beach beacon block blvd board boulevard bridge bureau bus business cafe camp campus canal carnival center
        centre chamber christmas church circle city class clinic club coalition coffee college commission committee
        community company conference corps council county court crime crisis crossing cultural culture department desk
        development district downtown drive drop drug easter education elementary emergency engagement event fair farmers
        festival fire food foundation freeway garage garden gardens government greenway group hall harbor harbour health
        help heritage high highway hill holiday home hospital hotel hour house housing human hub independence initiative
        institute international island junction justice labor lake landing lane language library lifeline light line link
        mall market mayor meeting meetings memorial metro middle mobile month mosque museum national neighborhood
        neighborhoods neighbourhood neighbourhoods network new night north northeast northwest office old open outreach
        pacific parade park parks parkway party pier place plan playfield playground plaza point police policing pool port
        post prevention primary program programme project promise promises public quarter ramadan recreation resource ridge
        river road room route safe safety school schools science senior seniors service services shelter shop shopping site
        social society sound south southeast southwest space square st state station stations street streetcar streets
        strategy support survey synagogue team temple terminal terrace theater theatre tower town traffic trail train
        transit transport transportation treatment row greenbelt greenspace overlook pond lawn ramp natural area creek k
        union united university unit valley view village violence volunteer
        volunteers walk walks watch waterfront way week west women works workshop world year yard youth zone

        departamento policía escuela biblioteca parque calle avenida centro comunitario consejo ciudad condado estado feria
        noche nacional vecinos barrio juntos iglesia estación oficina seguridad

        booliska magaalada dugsiga jardiinka xarunta bulshada maktabadda waaxda degmada
        """
    ).split()
)
# No person when nothing else stands beside them: "Saturday March", but "April Jones".
ALONE = frozenset(
    plainly(
        """
        january february march april may june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday spring summer autumn fall winter english spanish chinese vietnamese somali arabic
        amharic tagalog german french african asian native latino hispanic indigenous muslim christian jewish sikh google
        facebook zoom officer officers chief sergeant captain
        """
    ).split()
)
# They stand on maps, in calendars and on statues, and nobody takes them for a neighbour.
WELL_KNOWN = (
    "Martin Luther King Jr", "Cesar Chavez", "Rosa Parks", "Chief Seattle", "Black Lives Matter", "Juneteenth",
    "Cinco de Mayo", "Santa Claus", "Hồ Chí Minh", "Sở Cảnh sát", "Thành Phố", "Công Viên", "Thư Viện", "Trung Tâm",
)  # fmt: skip
# What begins a sentence, and is no first name. With their accents: without, some of them are.
_BEGINS = """
a about after all also although an and another any are as ask at because before below beside between both but by call
come dear did do does during each every everybody few find five for four from give go had has have he hear hello her
here his how i if in is it its join just keep last learn less let look many meet more most near next no not now of on
one only or our over people please report residents say see she since six so some talk tell ten thank thanks that the
their them then there these they this those three to today tomorrow tonight two under until up use was we welcome were
what when where which while who whom why with within without you your

al ante con de del desde el ella en entre es esta este hay la las lo los más muchas muchos no nos nuestra nuestro para
pero por que se si sin su sus todos un una usted venga y gracias

các cảm chúng có cho của đã để đến hãy khi là mỗi một nếu những ở từ tại tôi trong và về với xin

iyo waa waxaan ka ku u oo haddii fadlan mahadsanid
"""
BEGINS = frozenset(_BEGINS.split())
