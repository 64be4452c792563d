"""What kind of statement a passage is, told by mood, verb and mark rather than by subject.

The first rule that fits decides: marks and words of asking; openings that judge ("qué bueno
que", "no me gusta"); wishes (subjunctive, imperative, conditional, infinitive, "deberían", "más",
"menos"); what happened to somebody (past tense, or the first person's habits); what is wrong
(fear, lack, harm); what is good.

The words that judge were chosen by hand, and tuned on the half of the labelled passages that is
marked so; no published list of sentiment words is used.
"""

import re

from spacy.tokens import Span

from analysis.themes.lang.spanish_verbs import Knows, is_past, may_be_my_past, wishes
from codebook.finder import without_accents

_VERY = r"(?:(?:muy|super|bien|bastante|re|tan|mas|hiper|bn) )?"
_ASKING = ("¿", "?")
_ASKED = re.compile(
    r"^(?:y )?(?:por que|para que|como (?:se|le|les|puedo|puedes|podemos|puede|hago|hacemos|"
    r"hacer|evito|"
    r"evitar|funcionan?|saben?|denuncio|borro|quito|bloqueo|protejo|cuido|van?|voy|sabemos)|"
    r"quien(?:es)?|"
    r"cual(?:es)?|cuant[oa]s?|a ?donde|a quien|de que|donde|acaso|sera que|es verdad que|"
    r"es cierto que|de verdad (?:van|va|hay|es)|me pregunto|quiero saber (?:si|por|como|que)|"
    r"alguien sabe|que (?:hago|hacemos|hacen|pasa|pasaria|significa|puedo|podemos|se puede|"
    r"quiere decir|debo)|cuando (?:van?|vamos|podre\w*|llega\w*|sera|habra|pond\w+)|"
    r"why|how|what (?:is|are|if|can|should|happens)|who|when (?:will|are|is)|can (?:i|we|you|they|"
    r"\w{3,}s)|is it|are (?:we|they|you)|do (?:i|we|you|they)|does|will (?:i|we|you|they))\b"
)
_GOOD_START = re.compile(
    r"^(?:(?:pues|la verdad|yo|ami|a mi|tambien|y) )*(?:"
    r"que (?:bueno|bien|chido|padre|genial|increible|lindo|bonito|cool|alegria|emocion|"
    r"divertido)\b|"
    r"(?:si )?(?:me|nos) (?:gusta|gustan|gusto|encant\w+|fascin\w+|agrad\w+|divier\w+|alegr\w+|"
    r"ayud\w+ mucho)\b|amo\b|adoro\b|gracias\b|felicid|(?:muy )?buen[ao] idea|"
    r"me (?:parece|parecio) (?:muy |super |bastante )?(?:bien|buen\w*|genial|excelente|util|padre|"
    r"chido|correcto|interesante)|me (?:siento|pone|hace) (?:muy |mas )?(?:feliz|content\w|segur\w|"
    r"bien|alegre|orgullos\w)|disfruto\b|"
    rf"est(?:an?|uvo|uvieron) {_VERY}(?:bien|buen[oa]s?|padres?|chid[oa]s?|genial(?:es)?|"
    r"divertid[oa]s?|increibles?|cool)\b|"
    r"(?:i|we) (?:really )?(?:like|love|enjoy)\b|thank|it is (?:great|good|fun)\b)"
)
_BAD_START = re.compile(
    r"^(?:(?:pues|la verdad|yo|ami|a mi|tambien|y|que|lo que mas|lo que) )*(?:"
    r"(?:tengo |me da |da |dan |me dan |nos da )?(?:mucho |un poco de |mucha |algo de )?"
    r"(?:miedo|temor|terror|susto|preocupacion|pena|tristeza|coraje|ansiedad|asco|verguenza|rabia|"
    r"panico|cosa)\b|"
    r"(?:me|nos) (?:asust|preocup|molest|enoj|estres|frustr|aburr|angusti|inquiet|entristec|choca)"
    r"\w*|(?:ya )?no (?:me|nos) (?:gusta|gustan|agrad\w+|siento|sentimos|parece|parecio|late)\b|"
    r"odio|detesto|temo|tememos|me (?:siento|pone|pongo|hace sentir) (?:muy |un poco |mas )?"
    r"(?:mal|triste|sol[oa]|insegur\w|nervios\w|incomod\w|ansios\w)|"
    r"(?:es|esta|me parece|se me hace) (?:muy |bien )?(?:mal|injusto|feo) (?:que|cuando)\b|"
    r"(?:(?!que\b)\w+ )+(?<!que )(?:es|esta) (?:muy |bien )?(?:mal|injusto|feo)$|"
    rf"(?:(?!que\b|no\b)\w+ ){{1,4}}(?:me|nos) (?:pone|hace)n? (?:sentir )?{_VERY}"
    r"(?:mal|feo|triste|sol[oa]|insegur\w|nervios\w|incomod\w|ansios\w|llorar)|"
    r"mal(?:o|a)? que|feo que|triste"
    r"(?: que)?\b|lo malo|lo peor|el problema|(?:hay |la )?falta (?!que)|"
    r"faltan |(?:hay |muy )?poc[oa]s? (?!a poco)|(?:la )?(?:injusticia|desigualdad)|i (?:hate|"
    r"am (?:scared|afraid|worried)|do not like|"
    r"don t like|feel (?:bad|unsafe|sad|alone))|(?:it )?(?:scares|worries|upsets|annoys))"
)
_WISHED = re.compile(
    r"^(?:(?:pues|bueno|yo (?:creo|digo|pienso|opino) que|creo que|tambien|y|por favor|ya) )*(?:"
    r"(?:no |ya no )?mas\b|menos\b|basta\b|fin\b|alto a\b|sin (?!embargo)|cero\b|nada de\b|"
    r"(?:mejor|mejores|mayor|mayores) \w+|(?:el )?(?:mejoramiento|creacion|implementacion|"
    r"aumento|disminucion|termino|realizacion|eliminacion|prohibicion|ampliacion|"
    r"instalacion) de\b)|"
    r"\b(?:deberia\w*|debieran?|debe[nmos]*|tienen? que|tenemos que|tendria\w* que|hay que|"
    r"habria que|hace falta que|se (?:tiene|necesita|requiere|pide|debe)n?|"
    r"(?:no |ya no )?(?:quiero|quisiera\w*|queremos|querria\w*|quieren) (?!mucho a|saber si)|"
    r"(?:me|nos) gustaria|propongo|proponemos|proponen|pido|pedimos|piden|solicit(?:o|amos|"
    r"an)|exigen|sugiero|exijo|exigimos|"
    r"necesit(?:o|amos|an)|ojala|por favor|porfa\w*|es (?:necesario|importante|urgente|mejor) "
    r"(?:que|\w+[aei]r\b)|urge\b|seria (?:bueno|mejor|ideal|genial|padre)|mi propuesta|la solucion|"
    r"(?:podria|tendria|habria)(?:n|mos)?|estoy (?:a favor|en contra)|"
    r"should|shouldn t|ought|want|wants|please|need to|needs to|must|let us|let s|wish|hope|"
    r"stop|ban|i would)\b"
)
_COMMANDS = re.compile(
    r"^(?:please )?(?:do not|don t|never|make|remove|stop|give|add|put|let|teach|ask|listen|block|"
    r"ban|delete|fix|help|protect|more|less|fewer|no more)\b"
)
_I = re.compile(r"\b(?:yo|me|mi|mis|nos|nuestr[oa]s?|conmigo|i|my|me|our|us|we|a mi)\b")
_HAPPENED = re.compile(
    r"\b(?:una vez|un dia|el otro dia|ayer|antier|la semana pasada|el (?:ano|mes|verano) pasado|"
    r"hace (?:un|dos|tres|unos|poco|mucho|anos|dias)|me (?:paso|toco|hackearon)|"
    r"a mi \w+ (?:le|lo|la)|cuando (?:yo|estaba|era|tenia|iba)|desde que|antes\b|once\b|yesterday|"
    r"last (?:year|week|month)|happened to)\b"
)
_ENGLISH_PAST = re.compile(
    r"\b(?:was|were|had|got|sent|said|told|saw|lost|made|went|took|found|\w{3,}ed)\b"
)
_HABIT = re.compile(
    r"^(?:(?:pues|yo|casi|siempre|a veces|en mi casa|cada dia|todos los dias|por|la verdad) )*"
    r"(?:no )?(?:me |lo |la )?(?:juego|uso|veo|paso|duermo|desvelo|hablo|ocupo|hago|leo|escucho|"
    r"chateo|subo|comparto|publico|platico|conecto|entro|aprendo|estudio|busco|descargo|compro|"
    r"prefiero|tardo|reporto|bloqueo|agrego|grabo|tenemos|usamos|jugamos|vemos|hacemos)\b|"
    r"^(?:a mi|ami|mi \w+|mis \w+|en mi \w+)(?: \w+)? (?:no )?(?:me|nos|le|se)\b(?! (?:gust|"
    r"preocup|"
    r"da\b|asust|molest|encant))|^i (?:play|use|watch|spend|sleep|talk)\b"
)
_FEARS = re.compile(
    r"\b(?:miedo|temor|terror|asust\w+|preocup\w+|teme[nmos]*|triste\w*|peligr\w+|riesg\w+|"
    r"insegur\w+|scared|afraid|worr\w+|danger\w*|unsafe)\b"
)
_WRONG = re.compile(
    r"^(?:ya )?(?:no|nadie|nunca|ningun\w*|falta\w*|tampoco|casi no)\b|"
    r"\b(?:no (?!me import)(?:(?:me|nos|te|se|les?|l[ao]s?) )*(?:hay|tiene|tienen|tenemos|tengo|"
    r"sirve|sirven|funciona|funcionan|hacen|hace|sabe|saben|"
    r"respet\w+|escuch\w+|contest\w+|llega|llegan|alcanza|puedo|podemos|pueden|puede|dejan|deja|"
    r"cumpl\w+|entiend\w+|cuidan|protegen|revisan|responden|explica\w*|import\w+)|nadie|nunca|"
    r"ya no|solo (?:piensan|quieren|les importa|buscan|sirven?)|demasiad\w+|"
    r"much[oa]s? (?!mas|mejor|gracias|amig|cosas buenas|divers)|muy (?:lent|car|mal|pel|feo|fea|"
    r"violent|dif|aburr|poc|gros|adict|injust|tonto)\w*|"
    r"cuestan? (?:mucho|caro)|car[oa]s?|lent[oa]s?|se (?:pierde|cae|va|burla|aprovecha|traba|"
    r"roba)n?|engan\w+|trampas?|estafas?|espia\w*|roban?|robo|"
    r"(?:(?:me|nos|te|les?) (?:pega|golpea|grita|empuja|regana|critica|ignora)|pegan|golpean|"
    r"gritan|empujan|reganan|excluyen|critican|humillan|ignoran)|estafa\w*|mienten?|mentira\w*|falsas?|"
    r"falsos?|insulta\w*|"
    r"grose\w+|acos\w+|amenaz\w+|burla\w*|molesta\w*|violenc\w+|bullying|ciberbullying|odio|"
    r"extorsi\w+|chantaj\w+|adicci\w+|adict\w+|vici\w+|distra\w+|interrump\w+|malas?|malos?|feos?|"
    r"feas?|peor(?:es)?|injust\w+|discrimin\w+|abus\w+|drog\w+|delincuen\w+|contamin\w+|pobreza|"
    r"maltrat\w+|falta\w*|dano|danan?|afecta\w*|copian?|venden?|hackea\w*|obligan?|aburrid\w+|"
    r"mean|bully\w*|too (?:many|much|slow|expensive)|slow|does not|do not|doesn t|nobody|never|bad|"
    r"steal\w*|lies?|lying|fake|addict\w*|hate)\b"
)
_GOOD = re.compile(
    r"\b(?:(?:me|nos|les) (?:gusta|gustan|encant\w+|fascin\w+|agrad\w+|ayuda|ayudan|sirve|sirven|"
    r"divierte\w*)|es (?:muy |super |bien |re |lo mas )?(?:bueno|buena|util|divertid\w|padre|"
    r"chid\w|genial|"
    r"increible|facil|bonit\w|interesante|lo mejor)|son (?:muy |super |bien )?(?:buen[oa]s|utiles|"
    r"divertid[oa]s|padres|chid[oa]s|geniales|increibles|buenisim\w+)|"
    rf"estan? {_VERY}(?:bien|chid[oa]s?|padres?|genial(?:es)?|divertid[oa]s?)|gracias|"
    rf"\w+isim[oa]s?|amo|adoro|felices|feliz|content\w|"
    r"mi (?:juego|app|canal|video) favorit\w|favorit[oa]s?|puedo (?:aprender|hablar con)|"
    r"sirven? para|ayudan? a|great|fun|awesome|helps? me|good|useful|favou?rite)\b"
)
_FEARED = re.compile(  # "que" and a subjunctive of what nobody wishes for
    r"^que (?!.*\bmenos\b)"
    r"(?:(?!(?:no|nadie|nunca|ningun\w*|jamas|que|quien\w*|si|para)\b)\w+ ){0,4}?"
    r"(?:(?:hacke|rob|estaf|engan|extorsion|chantaje|acos|amenac|insult|burl|molest|espi|maltrat|"
    r"golpe|pegu|lastim|secuestr|discrimin|suplant|intimid|humill)en?|"
    r"(?:agred|ofend|mient|hier)an?|hagan? (?:dano|bullying|ciberbullying|trampas?))\b"
)
_BARE_GREETING = re.compile(r"^(?:feliz (?:dia|ano|navidad)|hola|adios|buen(?:os|as) \w+)\b")
_LINKED = re.compile(r"^(?:(?:y|e|o|pero|ademas|entonces|[b-h]|and|also|but) )+")
_FILLED = re.compile(
    r"(?:(?:ps|pues|mm+|la (?:verdad|neta)(?! de)|es que|o sea|bueno(?=\s*,| (?:yo|pues)\b))"
    r"[\s,.…]+|(?:a?(?:ja|je|ji|jo|ha)+j?|xd+|lol)[\s,.…]+|(?:yo )?no (?:lo )?(?:se|c)"
    r"\s*(?:[,.…]+\s*|(?=pero\b))|(?:si|no)\s*,(?!\s*(?:al?|mas|los?|las?|el)\b)\s*|"
    r"(?:nada mas|nomas|solo|solamente|(?:yo )?(?:creo|digo|pienso|opino)) (?=que\b))+"
)
_THING = re.compile(  # "un botón para avisar", "una app donde aprendas"
    r"^un[oa]?s? (?!vez\b|veces\b|dia\b|ano\b|amig|nin|senor|tip)(?:\w+ ){1,3}?"
    r"(?:para (?P<act>\w+)|(?:(?:para )?que|donde) "
    r"(?:(?:no|me|te|se|nos|les?|l[ao]s?) )*(?P<wish>\w+))"
)
_GIVEN = re.compile(r"(?:\w+ ){0,7}?(?:me|nos|les?) de\b")  # "que nos dé": "de" alone is no verb
_SINGULAR_AFTER = 9  # words after "que" among which its subjunctive is looked for
_NOUNS = frozenset({  # no infinitives
    "ayer", "lugar", "mujer", "bienestar", "hogar", "poder", "celular", "azar", "mar", "bar",
    "par", "ir", "collar", "militar", "mayor", "familiar", "escolar", "particular",
})  # fmt: skip
_OPENERS = re.compile(
    r"(?:yo|tu|usted|ustedes|no|nunca|jamas|primero|ya|por|favor|si|tambien|pues|digo|creo|"
    r"pienso|opino|considero|"
    r"me|te|se|nos|les?|l[ao]s?)"
)
_NAMES = re.compile(r"(?:yo|tu|el|ella|usted|ustedes|nosotros|no|ya|por|favor|si|tambien|pues)")


def kind(span: Span, written: str, knows: Knows) -> str:
    """proposal, worry, experience, question, praise or other: the first that fits.

    `span` is parsed in usual spelling; `written` is the passage with its marks; `knows` says
    whether a word is a word of the language.
    """
    knows = _with_tilde(knows)
    said = _plain(span.text)
    if any(mark in written for mark in _ASKING) or _ASKED.match(said):
        return "question"
    words = said.split()
    past = _past(span, knows)
    if _GOOD_START.match(said):
        return "praise"
    if _BAD_START.match(said) or feared(said):
        return "worry"
    if _wished(span, said, words, knows, past):
        return "proposal"
    return _told(said, words, knows, past) or _judged(said)


def feared(text: str) -> bool:
    """Whether a passage looks like a wish, but names what nobody wishes ("que te roben").

    So writes who is asked what worries them.
    """
    said = without_accents(text.lower())
    return bool(_FEARED.match(said)) and not _WISHED.search(said)


def _plain(text: str) -> str:
    """Small letters without accents or marks; what a list put in front ("2.", "Salud:") is off."""
    head, _, rest = text.partition(":")
    text = rest if len(rest.split()) > 1 and len(head.split()) < 4 else text
    text = text[filled(text) :]
    said = " ".join(re.findall(r"[^\W\d_]+", without_accents(text.lower())))
    return _LINKED.sub("", said)


def filled(text: str) -> int:
    """Where a text begins once words that only fill are passed: "no sé, ", "pues ", "nomás "."""
    found = _FILLED.match(without_accents(text.lower()))
    return found.end() if found else 0


def _with_tilde(knows: Knows) -> Knows:
    """Accents were taken off, ñ too: a word is known if it is with one of its n as ñ."""
    return lambda bare: (
        knows(bare)
        or any(
            knows(bare[:at] + "ñ" + bare[at + 1 :])
            for at, letter in enumerate(bare)
            if letter == "n"
        )
    )


def _wished(span: Span, said: str, words: list[str], knows: Knows, past: bool) -> bool:
    """A wish by its words, by a subjunctive or a command in front, or by a bare infinitive."""
    if _COMMANDS.match(said) or (_WISHED.search(said) and not (past and _I.search(said))):
        return True
    if not past and _thing(said, knows):
        return True
    at = next((n for n, word in enumerate(words) if not _OPENERS.fullmatch(word)), len(words))
    opening = words[at : at + _SINGULAR_AFTER]
    if not opening or not span.doc.has_annotation("DEP"):
        return False
    if opening[0] in {"que", "aunque"}:
        return bool(_GIVEN.match(said)) or any(
            wishes(word, knows, plural=False) for word in opening[1:]
        )
    return wishes(opening[0], knows) or _infinitive(opening[0], knows) or _asks(span, past)


def _thing(said: str, knows: Knows) -> bool:
    """A thing that is made up: what it would be for, or would do, is said of it."""
    thing = _THING.match(said)
    if thing is None:
        return False
    if thing["act"]:
        return _infinitive(thing["act"], knows)
    return wishes(thing["wish"].removesuffix("s"), knows, plural=False)


def _infinitive(bare: str, knows: Knows) -> bool:
    """An infinitive; ñ is looked for too, since accents were taken off."""
    word = re.sub(r"(?<=r)(?:se|los?|las?|les?|nos)+$", "", bare)
    return word.endswith(("ar", "er", "ir")) and word not in _NOUNS and knows(word)


def _asks(span: Span, past: bool) -> bool:
    """The model sees a command first, or a conditional as the main verb."""
    first = span[0]
    moods = set(span.root.morph.get("Mood", []))
    said = span.root.lower_
    conditional = "Cnd" in moods or bool(re.fullmatch(r"\w+r[ií]a(?:n|mos)?", said))
    return not past and (
        "Imp" in first.morph.get("Mood", []) or (conditional and not said.startswith("quer"))
    )


def _past(span: Span, knows: Knows) -> bool:
    """Whether something is told in a past tense."""
    return any(
        is_past(token.lower_, without_accents(token.lower_), knows)
        or ("Past" in token.morph.get("Tense", []) and "Fin" in token.morph.get("VerbForm", []))
        for token in span
    )


def _told(said: str, words: list[str], knows: Knows, past: bool) -> str | None:
    """What somebody lived through, or does every day."""
    first = next((word for word in words if not _NAMES.fullmatch(word)), "")
    mine = may_be_my_past(first, knows) and (past or len(words) > 3)
    happened = _HAPPENED.search(said) and (past or _I.search(said))
    english = _I.search(said) and _ENGLISH_PAST.search(said)
    if happened or mine or english or (past and len(words) > 2):
        return "experience"
    return "experience" if _HABIT.match(said) and not _WRONG.match(said) else None


def _judged(said: str) -> str:
    """What is wrong, what is good, or neither."""
    if _BARE_GREETING.match(said):
        return "other"
    if _FEARS.search(said):
        return "worry"
    good, wrong = _GOOD.search(said), _WRONG.search(said)
    if good and not (wrong and wrong.start() <= good.start()):
        return "praise"
    return "worry" if wrong else "other"
