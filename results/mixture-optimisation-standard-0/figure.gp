# mixture-optimisation: Toy model: the shares that mixture optimisation gives a useful, a useless and a harmful source
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1700,1000 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set grid linecolor "#eeeeee"
place(m) = m eq "natural" ? 0 : m eq "uniform" ? 1 : m eq "doremi" ? 2 : m eq "remix" ? 3 : m eq "gradient-alignment" ? 4 : NaN
set multiplot
set origin 0,0.5
set size 0.29,0.5
set title "shares in the final training (useless: elsewhere)"
set ylabel "share"
unset xlabel
set yrange [0:1]
set xrange [-0.6:4.6]
set xtics rotate by -25 ("natural" 0, "uniform" 1, "doremi" 2, "remix" 3, "gradient-alignment" 4) font ",9"
set key top left horizontal font ",9"
plot "figure.csv" using (strcol(8) eq "elsewhere" && strcol(3) eq "target" ? place(strcol(1)) + -0.27 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#7f8c8d" title "target", \
  "figure.csv" using (strcol(8) eq "elsewhere" && strcol(3) eq "useful" ? place(strcol(1)) + -0.09000000000000002 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#27ae60" title "useful", \
  "figure.csv" using (strcol(8) eq "elsewhere" && strcol(3) eq "useless" ? place(strcol(1)) + 0.08999999999999997 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#f39c12" title "useless", \
  "figure.csv" using (strcol(8) eq "elsewhere" && strcol(3) eq "harmful" ? place(strcol(1)) + 0.27 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "harmful"
set origin 0.29,0.5
set size 0.19,0.5
unset key
set title "error on the target's plane"
set ylabel "mean squared error"
set logscale y
set yrange [*:*]
plot "figure.csv" using (strcol(8) eq "elsewhere" && strcol(3) eq "target" ? place(strcol(1)) : NaN):6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#2c3e50"
unset logscale y
set xtics norotate 2000 font ",9"
set xlabel "step"
unset ylabel
set yrange [0:1]
set xrange [0:4000]
set origin 0.48,0.5
set size 0.17333333333333334,0.5
set title "path: doremi"
plot "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "doremi" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "doremi" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "doremi" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "doremi" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
set origin 0.6533333333333333,0.5
set size 0.17333333333333334,0.5
set title "path: remix"
plot "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "remix" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "remix" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "remix" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "remix" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
set origin 0.8266666666666667,0.5
set size 0.17333333333333334,0.5
set title "path: gradient-alignment"
plot "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "gradient-alignment" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "gradient-alignment" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "gradient-alignment" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "elsewhere" && strcol(1) eq "gradient-alignment" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
set origin 0,0
set size 0.29,0.5
set title "shares in the final training (useless: noise)"
set ylabel "share"
unset xlabel
set yrange [0:1]
set xrange [-0.6:4.6]
set xtics rotate by -25 ("natural" 0, "uniform" 1, "doremi" 2, "remix" 3, "gradient-alignment" 4) font ",9"
set key top left horizontal font ",9"
plot "figure.csv" using (strcol(8) eq "noise" && strcol(3) eq "target" ? place(strcol(1)) + -0.27 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#7f8c8d" title "target", \
  "figure.csv" using (strcol(8) eq "noise" && strcol(3) eq "useful" ? place(strcol(1)) + -0.09000000000000002 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#27ae60" title "useful", \
  "figure.csv" using (strcol(8) eq "noise" && strcol(3) eq "useless" ? place(strcol(1)) + 0.08999999999999997 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#f39c12" title "useless", \
  "figure.csv" using (strcol(8) eq "noise" && strcol(3) eq "harmful" ? place(strcol(1)) + 0.27 : NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "harmful"
set origin 0.29,0
set size 0.19,0.5
unset key
set title "error on the target's plane"
set ylabel "mean squared error"
set logscale y
set yrange [*:*]
plot "figure.csv" using (strcol(8) eq "noise" && strcol(3) eq "target" ? place(strcol(1)) : NaN):6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#2c3e50"
unset logscale y
set xtics norotate 2000 font ",9"
set xlabel "step"
unset ylabel
set yrange [0:1]
set xrange [0:4000]
set origin 0.48,0
set size 0.17333333333333334,0.5
set title "path: doremi"
plot "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "doremi" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "doremi" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "doremi" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "doremi" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
set origin 0.6533333333333333,0
set size 0.17333333333333334,0.5
set title "path: remix"
plot "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "remix" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "remix" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "remix" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "remix" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
set origin 0.8266666666666667,0
set size 0.17333333333333334,0.5
set title "path: gradient-alignment"
plot "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "gradient-alignment" && strcol(4) eq "target" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#7f8c8d", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "gradient-alignment" && strcol(4) eq "useful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#27ae60", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "gradient-alignment" && strcol(4) eq "useless" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#f39c12", \
  "figure-markers.csv" using (strcol(7) eq "noise" && strcol(1) eq "gradient-alignment" && strcol(4) eq "harmful" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "#c0392b"
unset multiplot
